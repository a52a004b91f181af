"""The command that makes the users with whom reviewers sign in."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

USERS = {"demo-admin": {"is_staff": True, "is_superuser": True}, "demo-clerk": {"is_staff": True}}


class Command(BaseCommand):
    """Make the demo users that are missing. Existing ones, and their passwords, stay as they are.

    Without DEMO_PASSWORD they cannot sign in: a preview is public, so no default would do.
    """

    help = __doc__

    def handle(self, *args, **options) -> None:
        for username, flags in USERS.items():
            user, created = get_user_model().objects.get_or_create(
                username=username, defaults={"email": f"{username}@example.com", **flags}
            )
            if created:
                user.set_password(settings.DEMO_PASSWORD or None)
                user.save(update_fields=["password"])
            self.stdout.write(f"{username}: {'created' if created else 'present'}")
