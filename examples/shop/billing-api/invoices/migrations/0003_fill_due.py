from datetime import timedelta

from django.db import migrations


def fill_due(apps, schema_editor):
    invoices = apps.get_model("invoices", "Invoice").objects
    for invoice in invoices.filter(due=None).iterator():
        invoices.filter(pk=invoice.pk).update(due=invoice.created.date() + timedelta(days=14))


class Migration(migrations.Migration):
    dependencies = [("invoices", "0002_invoice_due")]

    operations = [migrations.RunPython(fill_due, migrations.RunPython.noop)]
