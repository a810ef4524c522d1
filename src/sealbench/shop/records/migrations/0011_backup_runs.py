from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_terminations"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("made", "made"), ("failed", "failed"), ("drilled", "drilled")],
                        db_index=True,
                        max_length=8,
                    ),
                ),
                ("at", models.BigIntegerField()),
                ("backup", models.CharField(default="", max_length=25)),
                ("count", models.PositiveIntegerField(default=0)),
                ("findings", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
