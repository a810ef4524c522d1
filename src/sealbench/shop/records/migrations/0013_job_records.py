import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_house_rules"),
    ]

    operations = [
        # What is sealed under the key of a job's record is new from here on.
        migrations.AddField(
            model_name="device",
            name="brought_by",
            field=models.CharField(default="", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="job", name="stopped_at", field=models.BigIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="termination",
            name="job",
            field=models.CharField(max_length=24, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="termination", name="alone", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="EndedJob",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("ended_at", models.BigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="records.termination",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_jobs",
                        to="records.client",
                    ),
                ),
            ],
        ),
    ]
