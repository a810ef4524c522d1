import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def read_again(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Have the clock read once more who opened what before there were rows of it."""
    apps.get_model("records", "Told").objects.update(again=-1)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0016_acknowledgements"),
    ]

    operations = [
        migrations.AddField(
            model_name="told",
            name="again",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="KnownLogin",
            fields=[
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("changed_at", models.BigIntegerField(null=True)),
                ("changed_by", models.CharField(default="", max_length=6)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_logins",
                        to="records.client",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_logins",
                        to="records.job",
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.BigIntegerField()),
                ("told_at", models.BigIntegerField(null=True)),
                (
                    "login",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="records.knownlogin",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="records.person",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="knownlogin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at", None), ("changed_by", ""), ("recorder", None)),
                    models.Q(
                        ("changed_at__isnull", False), ("changed_by", "client"), ("recorder", None)
                    ),
                    models.Q(
                        ("changed_at__isnull", False),
                        ("changed_by", "shop"),
                        ("recorder__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="changed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                fields=("login", "person"), name="one_opening_of_each"
            ),
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
