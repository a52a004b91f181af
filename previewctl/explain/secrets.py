"""Explains the codes of `previewctl secrets check`: what is wrong stands in the store, not in preview.yaml."""

from __future__ import annotations

_NAMED = "    secrets: [{from: preview/orders-api, keys: [SENTRY_DSN]}]\n"
_WHOLE = "    secrets: [{from: preview/orders-api}]\n"


def _text(summary: str, why: str, bad: str, good: str, fix: str, reference: str = _NAMED) -> str:
    return f"{summary}\n\nWhy:\n    {why}\n\nBad:\n{reference}    # {bad}\n\nGood:\n{reference}    # {good}\n\nFix:\n    {fix}\n"


TEXTS: dict[str, str] = {
    "PV430": _text(
        "Reports a secret that the store does not have.",
        "External Secrets cannot make the Secret, so the sync waits for it until it fails, minutes after the push.",
        "AWS Secrets Manager in eu-west-1 has no secret preview/orders-api",
        "AWS Secrets Manager in eu-west-1 has the secret preview/orders-api",
        "Create the secret in the account and the region that the cluster's store reads, or correct the name. Where every secret\n"
        "    is missing, the region or the account is the wrong one.",
    ),
    "PV431": _text(
        "Reports a secret that is scheduled for deletion.",
        "Nobody can read it in the days before it is deleted. Previews that have its Secret keep it, new ones never get one.",
        "the secret was deleted with a recovery window of 30 days",
        "the secret was restored",
        "Restore it, or refer to the secret that has taken its place.",
    ),
    "PV432": _text(
        "Reports a key that a secret does not have.",
        "External Secrets makes a Secret with all of its keys or none at all: one misspelled key keeps the others away too.",
        "the value of the secret has the key SENTRY_DNS",
        "the value of the secret has the key SENTRY_DSN",
        "Correct the key, or add it to the value of the secret.",
    ),
    "PV433": _text(
        "Reports a secret about which these credentials may not ask.",
        "What AWS does not answer, nobody knows: the secret may be there or not. AWS says the same about secrets that do not\n"
        "    exist where a policy names those that may be seen.",
        "the role of this run may describe the secrets below preview/billing-api",
        "the role of this run may describe the secrets that its preview.yaml names",
        "Give the role what `previewctl secrets policy --for check` prints, or correct the name of the secret.",
    ),
    "PV434": _text(
        "Reports a secret that was never given a value.",
        "Infrastructure code often creates the secret and leaves its value to people. Until somebody sets it, External Secrets\n"
        "    finds nothing to read.",
        "the secret has no version that is labelled AWSCURRENT",
        "somebody has set its value",
        "Set the value: `aws secretsmanager put-secret-value`.",
    ),
    "PV435": _text(
        "Reports a secret whose value is no JSON object.",
        "Keys are taken out of an object. From a plain text External Secrets takes none, and the Secret is not made.",
        "the value of the secret is one token",
        'the value of the secret is {"SENTRY_DSN": "…"}',
        "Store an object of keys and values, which is what the console of AWS makes of key/value pairs.",
    ),
    "PV436": _text(
        "Reports a key that can be no variable.",
        "Without `keys`, each key of the secret becomes a variable. Kubernetes leaves out those with names that no variable has,\n"
        "    and says so nowhere that the app's owner looks.",
        "the secret has the key sentry-dsn",
        "the secret has the key SENTRY_DSN",
        "Rename the key, or take it by its name into a variable: `env: {SENTRY_DSN: {secret: preview/orders-api#sentry-dsn}}`.",
        _WHOLE,
    ),
    "PV437": _text(
        "Reports a key that sets a variable which the file sets too.",
        "Which of the two counts is an accident of how the variables are put together, and whoever adds a key to the secret\n"
        "    does not see that preview.yaml has a variable of that name.",
        "the secret has the key DATABASE_URL, which databases.postgres sets",
        "the secret has no key that another part sets",
        "Name the keys that are meant, or rename the key in the secret.",
        '    databases: {postgres: {version: "17"}}\n' + _WHOLE,
    ),
    "PV438": _text(
        "Reports a tag that names other keys than a secret has.",
        "Without `--keys` the tag `previewctl/keys` is what a check believes, so a stale one hides missing keys, or reports some\n"
        "    that are there.",
        "the tag says `SENTRY_DSN`, and the value has SENTRY_DSN and STRIPE_KEY",
        "the tag says `SENTRY_DSN STRIPE_KEY`, and the value has both",
        "Write the tag anew whenever the keys change: `aws secretsmanager tag-resource`.",
    ),
}
"""By code: the sections that the docstring of a rule has."""
