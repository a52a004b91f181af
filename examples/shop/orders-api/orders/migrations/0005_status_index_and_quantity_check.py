from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_order_receipt_and_invoice")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["status", "-placed"], name="order_status_placed"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="line_quantity_positive"),
        ),
    ]
