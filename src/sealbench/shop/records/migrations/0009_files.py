import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0008_looks_and_changes")]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("attached_at", models.BigIntegerField()),
                ("wrap", models.BinaryField()),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="records.job",
                    ),
                ),
            ],
        ),
    ]
