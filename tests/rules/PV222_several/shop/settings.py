import os

from pydantic_settings import BaseSettings


class Payments(BaseSettings):
    stripe_key: str
    currency: str = "EUR"


ZONE = os.environ["ZONE"]
payments = Payments()
DATABASE_URL = os.environ["DATABASE_URL"]
CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]
API_ROOT = os.environ["API_ROOT"].rstrip("/")
if not os.getenv("MONGO_URL"):
    raise RuntimeError("MONGO_URL is not set")
