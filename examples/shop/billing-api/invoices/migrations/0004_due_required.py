from django.db import migrations, models

import invoices.models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0003_fill_due")]

    operations = [
        migrations.AlterField(
            model_name="invoice",
            name="due",
            field=models.DateField(default=invoices.models.due_date),
        ),
    ]
