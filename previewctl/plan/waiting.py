"""Decides what the app's pods wait for before they start: that the migrations have been run.

The hooks of a sync have passed by then, so in a sync it takes one try. It matters when no sync is running: a pod that
starts while a database is being restored, or against one that somebody emptied, must never serve without its tables.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from previewctl.plan.model import Step

if TYPE_CHECKING:
    from previewctl.spec.preview import Migration, PreviewSpec

PATIENCE = 180
"""Seconds until a container that waits gives up. With its last try it ends before the Deployment's deadline (300)."""

# No text of a user's stands in the script: the command is its arguments, and its name is a name. The command is not shown,
# for the kubelet may have filled a password in. A single try is bounded too: a connection may hang. `$$` is not in it, of
# which the kubelet would take one away.
_SCRIPT = """\
limit=$1
shift
trap 'exit 143' TERM
end=$(($(date +%s) + limit))
said=$(mktemp -t check.XXXXXX)
until timeout 60 "$@" > "$said" 2>&1; do
  if [ "$(date +%s)" -ge "$end" ]; then
    cat "$said" >&2
    echo "gave up after $limit s: the check of the migration $0 still fails, so it has not been run" >&2
    exit 1
  fi
  echo "waiting for the migration $0, whose check fails"
  sleep 3
done
echo "the migration $0 has been run"
"""
_DJANGO = ("manage.py", "django-admin", "django-admin.py")


def plan_waits(spec: PreviewSpec, image: str, user: int) -> tuple[Step, ...]:
    """One init container for each migration that has a check, in their order."""
    return tuple(
        Step(
            name=f"wait-{item.name}",
            image=item.image or image,
            command=("sh", "-c", _SCRIPT, item.name, str(PATIENCE), *command),
            app=True,
            user=user,
        )
        for item in spec.migrations
        if (command := check_of(item, spec.runtime))
    )


def check_of(migration: Migration, runtime: str) -> tuple[str, ...]:
    """The command that ends with 0 once the migration has been run; empty where there is none."""
    if migration.check is not None:
        return migration.check
    if runtime == "django" and is_django(migration.command):
        return migration.command if "--check" in migration.command else (*migration.command, "--check")
    return ()


def is_django(command: tuple[str, ...]) -> bool:
    """Whether a command is Django's `migrate`, by whatever it is started."""
    return any(
        then == "migrate" and (word.rpartition("/")[2] in _DJANGO or command[max(index - 1, 0) : index + 1] == _MODULE)
        for index, (word, then) in enumerate(pairwise(command))
    )


_MODULE = ("-m", "django")
