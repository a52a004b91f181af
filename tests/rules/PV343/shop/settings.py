INSTALLED_APPS = ["customers", "orders"]
