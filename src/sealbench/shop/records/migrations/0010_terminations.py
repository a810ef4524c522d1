import django.db.models.deletion
from django.db import migrations, models

_STEPS = (
    "collected_at",
    "handed_at",
    "returned_at",
    "confirmed_at",
    "announced_at",
    "objected_at",
    "seconded_at",
    "ordered_at",
    "destroyed_at",
    "certified_at",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0009_files")]

    operations = [
        migrations.AddField(
            model_name="client", name="stopped_at", field=models.BigIntegerField(null=True)
        ),
        migrations.AlterField(
            model_name="erasure", name="job", field=models.CharField(default="", max_length=24)
        ),
        migrations.AddField(
            model_name="erasure", name="client", field=models.CharField(default="", max_length=24)
        ),
        migrations.CreateModel(
            name="Termination",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("client", models.CharField(max_length=24, null=True, unique=True)),
                ("stopped_at", models.BigIntegerField(db_index=True)),
                *((step, models.BigIntegerField(null=True)) for step in _STEPS),
            ],
        ),
        migrations.CreateModel(
            name="CaseEntry",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("copy", "copy"), ("exception", "exception")], max_length=9
                    ),
                ),
                ("listed_at", models.BigIntegerField()),
                ("due_at", models.BigIntegerField()),
                ("confirmed_at", models.BigIntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records.termination",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EndedLink",
            fields=[
                ("id", models.CharField(max_length=43, primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="records.termination",
                    ),
                ),
            ],
        ),
    ]
