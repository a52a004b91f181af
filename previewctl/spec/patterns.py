"""The shapes of texts, each with the words that explain it in a diagnostic."""

from __future__ import annotations

SERVICE_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
NAME = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"
DNS_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
LABEL_VALUE = r"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"
LABEL_KEY = r"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
PULL_REQUEST_LABEL = r"^[A-Za-z0-9]([-A-Za-z0-9_.:/ ]{0,48}[A-Za-z0-9])?$"
ENV_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
EXTENSION = r"^[a-z][a-z0-9_-]*$"
IMAGE_REPOSITORY = (
    r"^([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$"
)
IMAGE = (
    r"^([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$"
)
VERSION = r"^[0-9]+(\.[0-9]+)*([-.][0-9A-Za-z][0-9A-Za-z.-]*)?$"
HTTP_PATH = r"^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$"
GIT_URL = r"^(https://|ssh://|git@)[A-Za-z0-9@:._~/-]+$"
PATH = r"^(/[A-Za-z0-9_][A-Za-z0-9._-]*)+$"
RELATIVE_PATH = r"^(\.|[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)$"
PLATFORM_PATH = r"^(\.|(\.\./)*[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)$"
PROXY_PATH = r"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$"
SECRET_PATH = r"^[A-Za-z0-9_+=.@-]+(/[A-Za-z0-9_+=.@-]+)*$"
SECRET_REFERENCE = r"^[A-Za-z0-9_+=.@-]+(/[A-Za-z0-9_+=.@-]+)*#[A-Za-z0-9_.-]+$"
CONFIG_KEY = r"^[A-Za-z_$][A-Za-z0-9_$]*$"
GITHUB_OWNER = r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$"
GITHUB_LOGIN = r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})(?:\[bot\])?$"
GITHUB_REPOSITORY = r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$"
BRANCH = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
IP_RANGE = r"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$|^[0-9a-f:]+/[0-9]{1,3}$"
SLEEP_HOURS = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
TIME_ZONE = r"^[A-Za-z]+([/_+-][A-Za-z0-9_+-]+)*$"
JIRA_FIELD = r"^customfield_[0-9]{1,10}$"
AWS_REGION = r"^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$"
REGISTRY = r"^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$"

EXPLANATIONS = {
    SERVICE_NAME: "a name of lower-case letters, digits and `-`, starting and ending with a letter or digit",
    NAME: "a name of lower-case letters, digits and `-`, starting with a letter",
    DNS_NAME: "a DNS name such as `preview.example.com`",
    LABEL_VALUE: "a Kubernetes label value: letters, digits, `-`, `_` and `.`, starting and ending with a letter or digit",
    LABEL_KEY: "a Kubernetes label key such as `gateway-access` or `example.com/access`",
    PULL_REQUEST_LABEL: "a GitHub label such as `preview`",
    ENV_NAME: "a variable name of letters, digits and `_`, not starting with a digit",
    CONFIG_KEY: "a JavaScript name such as `apiBaseUrl`",
    EXTENSION: "a PostgreSQL extension such as `pg_trgm`",
    IMAGE_REPOSITORY: "an image name without a tag, in lower case, such as `registry.example.com/orders-api`",
    IMAGE: "an image with a tag or digest, such as `axllent/mailpit:v1.27`, its name in lower case",
    VERSION: "a version such as `17` or `8.0`",
    HTTP_PATH: "a path such as `/healthz`",
    GIT_URL: "a Git URL such as `https://github.com/acme/gitops.git`",
    PATH: "an absolute path such as `/app/media`, without `..`",
    RELATIVE_PATH: "a relative path such as `services/orders`, without `..`",
    PLATFORM_PATH: "a relative path such as `seed-data` or `../seed-data`",
    PROXY_PATH: "a path such as `/api`, of letters, digits, `.`, `_`, `~` and `-`",
    SECRET_PATH: "the name of a secret such as `preview/orders-api`",
    SECRET_REFERENCE: "a secret and one of its keys, such as `preview/orders-api/stripe#test_key`",
    JIRA_FIELD: "the id of a custom field, such as `customfield_10042`",
    GITHUB_OWNER: "a GitHub organisation or user",
    GITHUB_LOGIN: "a GitHub login such as `octocat` or `renovate[bot]`",
    GITHUB_REPOSITORY: "a GitHub repository such as `acme/orders-api`",
    BRANCH: "a branch name such as `previews`",
    IP_RANGE: "an address range such as `10.0.0.0/8`",
    SLEEP_HOURS: "hours such as `20:00-07:00`",
    TIME_ZONE: "a time zone such as `Europe/Berlin`",
    AWS_REGION: "a region of AWS such as `eu-west-1`",
    REGISTRY: "a registry, or a registry and path, such as `ghcr.io/acme`",
}
"""By pattern: what a text of that shape is."""

REMEDIES = {
    IMAGE_REPOSITORY: "write the image's name in lower case and without a tag: the tag is the pull request's head SHA",
}
"""By pattern: what to write, where the explanation alone would not say it."""
