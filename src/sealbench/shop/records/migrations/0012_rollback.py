from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0011_backup_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="head",
            name="since",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="head",
            name="contradiction",
            field=models.TextField(default=""),
        ),
    ]
