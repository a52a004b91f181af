"""People who order."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Customer(models.Model):
    """A person who orders, known by an email address in lower case."""

    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    country = models.CharField(max_length=2, default="DE")
    joined = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        indexes = [
            # Serves the search by `iregex`. Needs pg_trgm; SQLite makes a plain index of it.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="customer_name_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def save(self, *args, **kwargs) -> None:
        """Save the customer, with the address in lower case."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)
