from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_squashed_0004_mail")]
