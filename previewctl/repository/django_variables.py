"""The variables of a Django project whose values follow from what they are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.python_syntax import texts_in
from previewctl.repository.reading import Reading, joined
from previewctl.repository.value_flow import flowing, split_at
from previewctl.repository.variables import BY_THE_BASE

if TYPE_CHECKING:
    from previewctl.repository.django import DjangoSettings, Setting
    from previewctl.repository.environment_reads import EnvironmentRead

_OF_THE_ADDRESS = {
    "ALLOWED_HOSTS": "${endpoint.host}",
    "CSRF_TRUSTED_ORIGINS": "${endpoint.url}",
    "CORS_ALLOWED_ORIGINS": "${consumers.origins}",
    "CORS_ORIGIN_WHITELIST": "${consumers.origins}",
}
_ORIGINS = re.compile(r"ORIGIN|UR[LI]|CSRF|CORS|WHITELIST|TRUSTED|FRONT_?END")
_STORES = ("s3", "boto", "gcloud", "google", "azure", "cloudinary", "minio", "swift", "dropbox", "memory")


def conclude_variables(settings: DjangoSettings) -> Reading:
    """The secret key, the hosts and origins of the preview, and what becomes of uploads."""
    found = [setting for name in _OF_THE_ADDRESS if (setting := settings.setting(name))]
    reads = [_with_read(settings, setting) for setting in found]
    values: dict[str, str] = {}
    for setting, read in reads:
        if read is None:
            continue
        value, known = _OF_THE_ADDRESS[setting.name], values.get(read.name, "")
        if known and value not in known and "host" not in known:
            value = f"{known},{value}"  # one variable for the origins of two settings: it has what both need
        values[read.name] = known if "host" in known else value
    addresses = [
        _address(settings, setting, read, values.get(read.name, "") if read else "") for setting, read in reads
    ]
    return joined([_secret_key(settings), *addresses, _uploads(settings)])


def _secret_key(settings: DjangoSettings) -> Reading:
    key = settings.setting("SECRET_KEY")
    read = next(flowing(key.expression, key.bindings), None) if key else None
    if key is None or read is None:
        return Reading()
    found = Collector(key.path)
    found.conclude(("env", read.name), {"generate": "secret"}, key.line)
    return found.reading()


def _with_read(settings: DjangoSettings, setting: Setting) -> tuple[Setting, EnvironmentRead | None]:
    """The assignment that counts with its variable, or else another one that has a variable."""
    others = [item for item in settings.settings if item.name == setting.name and item is not setting]
    for item in (setting, *reversed(others)):
        if read := _read_for(item):
            return item, read
    return setting, None


def _read_for(setting: Setting) -> EnvironmentRead | None:
    """The variable that a setting takes its hosts or origins from: `[DOMAIN]` among origins is none, as it has no scheme."""
    reads = flowing(setting.expression, setting.bindings)
    return next((read for read in reads if setting.name == "ALLOWED_HOSTS" or _ORIGINS.search(read.name)), None)


def _takes_one(setting: Setting) -> bool:
    """Whether a variable is one item of a list, and not the list."""
    import ast

    items = setting.expression.elts if isinstance(setting.expression, ast.List | ast.Tuple) else []
    return any(not isinstance(item, ast.Starred) and any(flowing(item, setting.bindings)) for item in items)


def _address(settings: DjangoSettings, setting: Setting, read: EnvironmentRead | None, value: str) -> Reading:
    found = Collector(setting.path)
    if read is not None and read.name not in BY_THE_BASE:
        separator = split_at(setting.expression) if "consumers" in value else None
        check = "" if setting.certain else "the settings use it under a condition"
        if "consumers" in value and _takes_one(setting):
            check = "the settings take one origin, and `${consumers.origins}` can be several with commas between them"
        if separator:
            check = f"the settings split it at `{separator}`, and previewctl puts commas between origins"
        found.conclude(("env", read.name), value, setting.line, check)
    elif read is None and setting.name == "ALLOWED_HOSTS" and not setting.reads and _is_fixed(settings):
        found.note(
            f"`{setting.path}:{setting.line}` has a fixed ALLOWED_HOSTS: read the variable of that name, or the preview answers 400"
        )
    return found.reading()


def _is_fixed(settings: DjangoSettings) -> bool:
    """Whether no assignment of ALLOWED_HOSTS lets a variable or a star in."""
    import ast

    found = [item for item in settings.settings if item.name == "ALLOWED_HOSTS"]
    literal = all(isinstance(item.expression, ast.List | ast.Tuple | ast.Constant) for item in found)
    texts = {node.value for item in found for node in ast.walk(item.expression) if isinstance(node, ast.Constant)}
    names = any(isinstance(node, ast.Name) for item in found for node in ast.walk(item.expression))
    return literal and not names and not any(item.reads for item in found) and "*" not in texts


def _uploads(settings: DjangoSettings) -> Reading:
    """Uploads in MEDIA_ROOT are gone with the pod; nothing says how much room they need, so nothing is concluded."""
    media = settings.setting("MEDIA_ROOT")
    kept = [item for item in settings.settings if item.name in {"DEFAULT_FILE_STORAGE", "STORAGES"}]
    texts = " ".join(text for item in kept for text in texts_in(item.expression)).lower()
    if media is None or any(store in texts for store in _STORES):
        return Reading()
    note = f"`{media.path}:{media.line}` keeps uploads in MEDIA_ROOT, which a new pod has not: add a volume where they must last"
    return Reading(notes=(note,))
