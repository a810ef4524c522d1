from django.db import migrations, models

import sealbench.shop.records.models.journal


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_rows_by_number"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyNode",
            fields=[
                (
                    "id",
                    sealbench.shop.records.models.journal.RowNumberField(
                        primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.BigIntegerField()),
                ("box", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="KeyPlace",
            fields=[
                ("id", models.CharField(max_length=34, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="KeyRealm",
            fields=[
                ("id", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("epoch", models.BigIntegerField(default=1)),
                ("taken", models.BigIntegerField(default=0)),
            ],
        ),
        # The key of a login was wrapped in its row, and is a leaf of the keyring now.
        migrations.AlterField(
            model_name="login", name="wrap", field=models.BinaryField(default=b"")
        ),
        migrations.RemoveField(model_name="login", name="wrap"),
    ]
