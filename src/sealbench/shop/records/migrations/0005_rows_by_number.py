from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import sealbench.shop.records.models.journal

_append_only = import_module("sealbench.shop.records.migrations.0002_append_only")


def forbid_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite alters a table by making it anew, and the old one takes its triggers along."""
    if editor.connection.vendor == "sqlite":
        _append_only.forbid(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_mail_for_notices")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, forbid_again),
        migrations.AlterField(
            model_name="leaf",
            name="index",
            field=sealbench.shop.records.models.journal.RowNumberField(
                primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="checkpoint",
            name="size",
            field=sealbench.shop.records.models.journal.RowNumberField(
                primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="records.subject",
            ),
        ),
        migrations.RunPython(forbid_again, migrations.RunPython.noop),
    ]
