from django.db import migrations
from django.db.models import F, Sum


def fill_totals(apps, schema_editor):
    orders = apps.get_model("orders", "Order").objects
    sums = orders.annotate(cents=Sum(F("lines__quantity") * F("lines__unit_cents")))
    for order in sums.exclude(cents=None).iterator():
        orders.filter(pk=order.pk).update(total_cents=order.cents)


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_order_total")]

    operations = [migrations.RunPython(fill_totals, migrations.RunPython.noop)]
