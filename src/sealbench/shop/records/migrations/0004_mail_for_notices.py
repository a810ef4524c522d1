import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def begin_here(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Let what happened before this version stay untold: it would come all at once."""
    last = apps.get_model("records", "Leaf").objects.order_by("-index").first()
    if last is not None:
        apps.get_model("records", "Told").objects.create(pk=1, index=last.index)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_ask_for_a_second_device")]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.BigIntegerField(db_index=True, null=True)),
                ("sent_at", models.BigIntegerField(null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="records.notice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.BigIntegerField(default=-1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_told")
                ]
            },
        ),
        migrations.RunPython(begin_here, migrations.RunPython.noop),
    ]
