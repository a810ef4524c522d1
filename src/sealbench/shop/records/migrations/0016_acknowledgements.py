import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0017_keep_requests")]

    operations = [
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("given_at", models.BigIntegerField()),
                ("paper", models.BooleanField(default=False)),
                ("objected_at", models.BigIntegerField(null=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="records.job",
                    ),
                ),
            ],
        ),
    ]
