INSTALLED_APPS = ["sales"]
