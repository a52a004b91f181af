import os

SEARCH_URL = os.environ["SEARCH_URL"]
DATABASE_URL = os.environ["DATABASE_URL"]
PREVIEW_URL = os.environ["PREVIEW_URL"]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
LOG_LEVEL = os.environ.get("LOG_LEVEL", "info")
