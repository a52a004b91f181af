from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_lower_case_emails")]

    operations = [
        TrigramExtension(),  # nothing to do on SQLite, or where the extension is there
        migrations.AddIndex(
            model_name="customer",
            index=GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="customer_name_trgm"),
        ),
    ]
