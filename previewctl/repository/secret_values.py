"""Which variables of other tools' files hold secrets: their values stay where they are."""

from __future__ import annotations

import re

_OWN = re.compile(
    r"(?:[A-Z0-9]+_)*(?:(?:APP|DJANGO|FLASK|JWT|SESSION|COOKIE|CSRF|HASHIDS?)_(?:SECRET(?:_KEY)?|SALT|KEY)|SECRET_KEY(?:_BASE)?"
    r"|SIGNING_KEY|(?:SUPERUSER|ADMIN|BASIC_AUTH|DEMO)(?:_USER)?_PASSWORD)|SECRET"
)
"""What the app decides itself, so that any value will do."""
_ISSUED = re.compile(
    r"(?:[A-Z0-9]+_)*(?:AWS|S3|SNS|SES|SQS|R2|MINIO|STRIPE|PAYPAL|TWILIO|SENTRY|GOOGLE|GITHUB|GITLAB|FACEBOOK|SLACK|OAUTH2?|OIDC|SOCIAL"
    r"|AZURE|MAIL\w*|SENDGRID|H?RE?CAPTCHA|TURNSTILE|CLOUDINARY|PUSHER|ALGOLIA)_"
)
_SECRET_NAME = re.compile(
    r"(?:.*_)?(?:PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|SECRET|SECRETS|TOKEN|CREDENTIALS?|API_?KEY|(?:ACCESS|ACCOUNT|APP|AUTH|CLIENT"
    r"|ENCRYPTION|JWT|LICENSE|MASTER|PRIVATE|SECRET|SECURITY|SERVICE|SESSION|SIGNING|(?:AES|CIPHER|CREDENTIALS?|CRYPTO|FERNET|HMAC)(?:_[0-9]+)?)_KEY|SALT|SECRETKEY|SENTRY_DSN)"
    r"(?:_(?:BASE|B64|DEFAULT|DEV|JSON|LOCAL|PEM|PROD|TEST|[0-9]))?"
)
_JOINED_NAME = re.compile(r".*(?:PASSWORD|SECRET|SECRETKEY|APIKEY|TOKEN)")
_QUESTION = re.compile(r"(?:.*_)?(?:USE|REQUIRE|ENABLE|DISABLE|ALLOW|CHECK|HAS|NO|SHOW|VERIFY|PUBLIC|PUBLISHABLE)_.*")
_HARMLESS = frozenset({"", "true", "false", "yes", "no", "on", "off", "none", "null"})
_PASSWORD_IN_URL = re.compile(r"://[^/\s?#:@]*:(?!\$\{)[^/\s?#@]+@")
_TOKENS = re.compile(
    r"\b(?:(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{8,}|AKIA[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}|xox[abprs]-[0-9A-Za-z-]{10,}"
    r"|AIza[0-9A-Za-z_-]{30,}|SG\.[0-9A-Za-z_-]{16,}|glpat-[0-9A-Za-z_-]{16,}|eyJ[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]+)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_USER_IN_URL = re.compile(r"://[^/\s?#@]+@")
_ASSIGNED = re.compile(r"(?<![\w$-])(?P<name>[A-Za-z_]\w{0,127})=(?![\"']?(?:\$|\s|$))")
_CURL = re.compile(r"\bcurl\b[^|;&]*?\s(?:-u|--user)[ =]?[\"']?[^\s\"':$]+:[^\s\"'$]")
_FLAG = re.compile(r"--?(?:[\w-]*(?:password|passwd|pass|token|secret|api-?key))[= ]\s*(?![\"']?\$)[^\s\"']+")


def is_own_secret(name: str) -> bool:
    """Whether the app itself decides about a secret, so that the cluster can make one."""
    return bool(_OWN.fullmatch(name.upper())) and not _ISSUED.match(name.upper())


def is_secret_name(name: str) -> bool:
    """Whether a variable is called what secrets are called; what a name is about stands at its end."""
    upper = name.upper()
    if _QUESTION.fullmatch(upper):
        return False
    return bool(_SECRET_NAME.fullmatch(upper) or _JOINED_NAME.fullmatch(upper))


def looks_secret(name: str, value: str) -> bool:
    """Whether the value of a variable should not be read by everybody who reads the repository."""
    if value.lower() in _HARMLESS or (value.isdigit() and len(value) < 6):
        return False
    return has_secret(value) or is_secret_name(name)


def has_secret(text: str) -> bool:
    """Whether a text holds a password or a token, whatever it is for: a URL, or a command line with its flags."""
    if any(pattern.search(text) for pattern in (_TOKENS, _PASSWORD_IN_URL, _FLAG, _CURL)):
        return True
    return any(is_secret_name(found["name"]) for found in _ASSIGNED.finditer(text))


def masked(text: str) -> str:
    """A text for a report, without the passwords and tokens that are in it."""
    return _TOKENS.sub("***", _USER_IN_URL.sub("://***@", text))
