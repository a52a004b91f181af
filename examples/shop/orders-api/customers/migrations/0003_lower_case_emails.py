from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def lower_emails(apps, schema_editor):
    customers = apps.get_model("customers", "Customer").objects
    customers.exclude(email=Lower(F("email"))).update(email=Lower(F("email")))


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_customer_country")]

    operations = [migrations.RunPython(lower_emails, migrations.RunPython.noop)]
