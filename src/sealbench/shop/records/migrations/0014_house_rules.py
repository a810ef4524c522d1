from django.db import migrations, models

from sealbench.shop.records.models.jobs import all_accesses


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0012_rollback"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="visit_from",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="job",
            name="visit_until",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="servicekind",
            name="accesses",
            field=models.JSONField(default=all_accesses),
        ),
        migrations.CreateModel(
            name="HouseRuleChange",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                (
                    "version_of_rules",
                    models.PositiveIntegerField(primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "deed",
                    models.CharField(
                        choices=[("added", "added"), ("retired", "retired")], max_length=8
                    ),
                ),
                ("at", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "deed"), name="added_and_retired_once"
                    )
                ],
            },
        ),
    ]
