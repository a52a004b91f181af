import os

PROD_URL = os.environ["PROD_URL"]
