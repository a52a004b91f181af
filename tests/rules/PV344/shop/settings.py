INSTALLED_APPS = ["orders", "stock"]
