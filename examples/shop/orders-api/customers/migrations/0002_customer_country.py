from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="country",
            field=models.CharField(default="DE", max_length=2),
        ),
    ]
