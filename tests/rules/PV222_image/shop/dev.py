import os

DEV_URL = os.environ["DEV_URL"]
