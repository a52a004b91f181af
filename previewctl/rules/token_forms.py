"""The forms of well-known services' tokens.

Most are made to be found: they start with letters that nothing else starts with. The forms are those of their issuers,
as https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml collects them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenForm(NamedTuple):
    """Whose token it is, the letters that are in every one of them, and the whole form.

    `browser`: it is made to be shown to browsers, and restricted where it was issued.
    """

    what: str
    mark: str
    pattern: str
    browser: bool = False


class Token(NamedTuple):
    """A token in a text: what it is, and where it stands."""

    what: str
    start: int
    end: int


FORMS = (
    TokenForm("an AWS access key", "AKIA", r"AKIA[A-Z2-7]{16}"),
    TokenForm("a temporary AWS access key", "ASIA", r"ASIA[A-Z2-7]{16}"),
    TokenForm("an AWS bearer token", "ABIA", r"ABIA[A-Z2-7]{16}"),
    TokenForm("a GitHub token", "gh", r"gh[opsur]_[0-9A-Za-z]{36,255}"),
    TokenForm("a GitHub token", "github_pat_", r"github_pat_\w{82}"),
    TokenForm("a GitLab token", "gl", r"gl(?:pat|dt|rt|ptt|ft|imt|oas|soat|agent|cbt)-[\w-]{20,}"),
    TokenForm("a Slack token", "xox", r"xox[abeoprs]-(?:[0-9]+-)+[0-9A-Za-z-]{10,}"),
    TokenForm("a Slack token", "xapp-", r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[0-9a-z]{10,}"),
    TokenForm(
        "a Slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/(?:services|workflows|triggers)/[0-9A-Za-z+/]{40,}"
    ),
    TokenForm("a Stripe key", "k_", r"[rs]k_(?:live|test|prod)_[0-9A-Za-z]{10,}"),
    TokenForm("a Stripe webhook secret", "whsec_", r"whsec_[0-9A-Za-z+/]{24,}=*"),
    TokenForm("a Google API key", "AIza", r"AIza[\w-]{35}", browser=True),
    TokenForm("a Google OAuth secret", "GOCSPX-", r"GOCSPX-[\w-]{28}"),
    TokenForm("a Twilio API key", "SK", r"SK[0-9a-f]{32}"),
    TokenForm("a SendGrid key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    TokenForm("an npm token", "npm_", r"npm_[0-9A-Za-z]{36}"),
    TokenForm("a PyPI token", "pypi-AgE", r"pypi-AgE[\w-]{50,}"),
    TokenForm("a JSON Web Token", "eyJ", r"eyJ[\w-]{15,500}\.eyJ[\w-]{15,8000}\.[\w-]{10,}", browser=True),
    TokenForm("a private key", "PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    TokenForm(
        "a private key",
        "LS0tLS1CRUdJTi",
        r"LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFURS|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVEU|BFTkNSWVBURUQgUFJJVkFURS)[\w+/=]*",
    ),
    TokenForm("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"),
    TokenForm("a Docker Hub token", "dckr_", r"dckr_[op]at_[\w-]{20,}"),
    TokenForm("a DigitalOcean token", "do", r"do[opr]_v1_[0-9a-f]{64}"),
    TokenForm("a Hugging Face token", "hf_", r"hf_[A-Za-z]{34}"),
    TokenForm("an OpenAI key", "T3BlbkFJ", r"sk-[\w-]{20,200}T3BlbkFJ[\w-]{20,}"),
    TokenForm("an Anthropic key", "sk-ant-", r"sk-ant-(?:api|admin)[0-9]{2}-[\w-]{80,}"),
    TokenForm("a Vault token", "hvs.", r"hvs\.[\w-]{90,}"),
    TokenForm("a Shopify token", "shp", r"shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}"),
    TokenForm("a Sentry token", "sntry", r"sntry(?:s_eyJ[\w+/=-]{40,}|u_[0-9a-f]{64})"),
    TokenForm("an Atlassian token", "ATATT3", r"ATATT3[\w=-]{60,}"),
    TokenForm("a Discord webhook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[\w-]{60,}"),
    TokenForm("a Telegram bot's token", ":AA", r"[0-9]{8,10}:AA[\w-]{33}"),
    TokenForm("a Doppler token", "dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{1,80}\.)?[0-9A-Za-z]{40,44}"),
    TokenForm("a bearer token", "earer ", r"[Bb]earer (?=[A-Za-z._~+/-]{0,200}[0-9])[\w.~+/-]{16,}=*"),
)

_SERVICE_ROLE = re.compile("InNlcnZpY2Vfcm9sZS|JzZXJ2aWNlX3JvbGUi|ic2VydmljZV9yb2xlI")
"""`"service_role"` in base64, wherever it begins: such a token of Supabase may do anything, and is for no browser."""
_FEWEST_CHARACTERS = 9
"""Different ones in a real token; a placeholder such as `ghp_xxxxxxxx…` has fewer."""


def find_token(text: str, *, frontend: bool = False) -> Token | None:
    """The first token in `text`; for a frontend none of those that are made for browsers."""
    return next(find_tokens(text, frontend=frontend), None)


def find_tokens(text: str, *, frontend: bool = False) -> Iterator[Token]:
    """All tokens in `text`, form by form."""
    for form in FORMS:
        if form.mark not in text or (frontend and form.browser and not _SERVICE_ROLE.search(text)):
            continue
        for found in re.finditer(rf"(?<![0-9A-Za-z_])(?:{form.pattern})(?![0-9A-Za-z])", text):
            if len(set(found.group())) >= _FEWEST_CHARACTERS and not found.group().endswith("EXAMPLE"):
                yield Token(form.what, found.start(), found.end())
