from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]
