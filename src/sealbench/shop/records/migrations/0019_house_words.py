from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0018_openings"),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseWordChange",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                (
                    "version_of_words",
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
                        fields=("number", "deed"), name="word_added_and_retired_once"
                    )
                ],
            },
        ),
    ]
