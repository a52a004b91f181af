from configurations import Configuration, values


class Live(Configuration):
    SECRET_KEY = values.SecretValue()
