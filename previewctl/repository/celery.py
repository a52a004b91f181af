"""The Celery application of a Django project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.python_syntax import dotted, parsed, texts_in
from previewctl.repository.reading import Reading, joined

if TYPE_CHECKING:
    from previewctl.repository.django import DjangoSettings
    from previewctl.repository.files import Repository

_NAMES = ("celery.py", "celery_app.py", "celeryapp.py", "celeryconf.py", "tasks.py", "worker.py")
_MOST = 20
DERIVED = "no file has this command: it is the usual one"
"""What a person has to look at where code says what is run, and nothing says how."""


def read_celery(repository: Repository, settings: DjangoSettings) -> Reading:
    """The worker of a Celery application, and its scheduler where there is a schedule."""
    for path in repository.named(*_NAMES)[:_MOST]:
        line = _application(repository.text(path) or "")
        if not line or (settings.base and not path.startswith(f"{settings.base}/")):
            continue
        inside = path.removeprefix(f"{settings.base}/") if settings.base else path
        module = inside.removesuffix(".py").replace("/", ".")
        module = module.removesuffix(".celery") if "." in module else module
        found = Collector(path)
        found.conclude(("processes", "worker", "command"), ["celery", "-A", module, "worker"], line, DERIVED)
        scheduled = _schedule(settings) or _assigned_schedule(repository.text(path) or "", path)
        readings = [found.reading()]
        if scheduled:
            beat = Collector(scheduled[0])
            command = ["celery", "-A", module, "beat", *_schedule_file(settings)]
            beat.conclude(("processes", "beat", "command"), command, scheduled[1], DERIVED)
            readings.append(beat.reading())
        return joined(readings)
    return Reading()


def _schedule_file(settings: DjangoSettings) -> list[str]:
    """Beat keeps a file beside the code, which is read-only in a preview, unless the settings say something else.

    https://docs.celeryq.dev/en/stable/userguide/configuration.html#beat-schedule-filename
    """
    named = any(settings.setting(f"CELERY_{name}") for name in ("BEAT_SCHEDULE_FILENAME", "BEAT_SCHEDULER"))
    return [] if named else ["-s", "/tmp/celerybeat-schedule"]  # noqa: S108 - in the container


def _application(text: str) -> int:
    """The line that makes a Celery application; 0 where none does."""
    tree = parsed(text) if "Celery(" in text else None
    if tree is None:
        return 0
    import ast

    return min(
        (
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "Celery"
        ),
        default=0,
    )


def _assigned_schedule(text: str, path: str) -> tuple[str, int] | None:
    """`app.conf.beat_schedule = {…}` or `app.conf.beat_schedule["x"] = {…}` beside the application."""
    tree = parsed(text) if "beat_schedule" in text else None
    if tree is None:
        return None
    import ast

    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        plain = [target.value if isinstance(target, ast.Subscript) else target for target in targets]
        if any(dotted(target).endswith(".beat_schedule") for target in plain):
            return path, targets[0].lineno
    return None


def _schedule(settings: DjangoSettings) -> tuple[str, int] | None:
    """Where the settings plan tasks: a schedule, or the app that keeps one in the database."""
    for name in ("CELERY_BEAT_SCHEDULE", "CELERY_BEAT_SCHEDULER"):
        setting = settings.setting(name)
        if setting:
            return setting.path, setting.line
    for item in settings.settings:
        if item.name.endswith("_APPS") and "django_celery_beat" in texts_in(item.expression):
            return item.path, item.line
    return None
