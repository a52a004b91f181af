from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_fill_totals")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="invoice",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="order",
            name="receipt",
            field=models.FileField(blank=True, default="", upload_to="receipts/"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="orderline",
            name="description",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
