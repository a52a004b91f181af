"""The command that fills the caches before the first request does."""

from django.core.management.base import BaseCommand

from orders import summary


class Command(BaseCommand):
    """Fill the caches. Run again, it computes them anew."""

    help = __doc__

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{len(summary.refresh())} statuses in the summary of orders")
