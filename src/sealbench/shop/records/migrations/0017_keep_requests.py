import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Name of the trigger, table, event, what it forbids, why.
_RULES = (
    (
        "no_login_after_its_job", "records_login", "INSERT OR UPDATE OF job_id",
        ("EXISTS (SELECT 1 FROM records_job"
        " WHERE id = NEW.job_id AND state IN ('closed', 'cancelled'))"),
        "no login outlives its job",
    ),
    (
        "no_job_ends_with_logins", "records_job", "UPDATE OF state",
        ("NEW.state IN ('closed', 'cancelled')"
        " AND EXISTS (SELECT 1 FROM records_login WHERE job_id = NEW.id)"),
        "no login outlives its job",
    ),
    (
        "no_kept_login_without_request", "records_keptlogin", "INSERT",
        ("NOT EXISTS (SELECT 1 FROM records_keeprequest"
        " WHERE id = NEW.request_id AND ended_at IS NULL)"),
        "no login is kept without a request",
    ),
    (
        "no_kept_login_is_widened", "records_keptlogin", "UPDATE",
        ('NEW.request_id <> OLD.request_id OR NEW."left" > OLD."left"'
        " OR NEW.openings <> OLD.openings OR NEW.box <> OLD.box"),
        "no kept login is widened",
    ),
    (
        "no_request_is_widened", "records_keeprequest", "UPDATE",
        ("NEW.id <> OLD.id OR NEW.client_id <> OLD.client_id OR NEW.until <> OLD.until"
        " OR NEW.asked_at <> OLD.asked_at OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)"),
        "no request is widened, and none comes back",
    ),
    (
        "no_request_ends_with_a_login", "records_keeprequest", "UPDATE OF ended_at",
        ("NEW.ended_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM records_keptlogin WHERE request_id = NEW.id)"),
        "no login is kept without a request",
    ),
)  # fmt: skip

_SQLITE = """
CREATE TRIGGER {name}_{number} BEFORE {verb} ON {table} WHEN {rule}
BEGIN SELECT RAISE(ABORT, '{why}'); END
"""
_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {rule} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW;
END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""


def forbid(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for name, table, verb, rule, why in _RULES:
        known = {"name": name, "table": table, "rule": rule, "why": why}
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION.format(**known), None)
            editor.execute(_POSTGRESQL.format(verb=verb, **known), None)
            continue
        for number, each in enumerate(verb.split(" OR ")):  # SQLite knows one event for each
            editor.execute(_SQLITE.format(verb=each, number=number, **known), None)


def allow(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for name, table, verb, _rule, _why in _RULES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")
            continue
        for number, _ in enumerate(verb.split(" OR ")):
            editor.execute(f"DROP TRIGGER {name}_{number}")


class Migration(migrations.Migration):
    dependencies = [("records", "0015_agreements")]

    operations = [
        migrations.CreateModel(
            name="KeepRequest",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("job", models.CharField(max_length=24)),
                ("asked_at", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("confirmed_at", models.BigIntegerField()),
                ("due_at", models.BigIntegerField(db_index=True)),
                ("level", models.CharField(max_length=9)),
                ("warned", models.PositiveSmallIntegerField(default=99)),
                ("ended_at", models.BigIntegerField(null=True)),
                ("ended_by", models.CharField(default="", max_length=11)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keeps",
                        to="records.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptLogin",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="login",
                        serialize=False,
                        to="records.keeprequest",
                    ),
                ),
                ("openings", models.PositiveSmallIntegerField()),
                ("left", models.PositiveSmallIntegerField()),
                ("wrap", models.BinaryField()),
                ("box", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="KeptWay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.person"
                    ),
                ),
                (
                    "login",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ways",
                        to="records.keptlogin",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="keeprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ("settled", "in person"))),
                name="keep_of_a_sure_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="keeprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_at__lte", models.F("until")),
                    (
                        "due_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("confirmed_at"), "+", models.Value(31622400)
                        ),
                    ),
                    (
                        "until__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("asked_at"), "+", models.Value(157852800)
                        ),
                    ),
                ),
                name="keep_within_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptway",
            constraint=models.UniqueConstraint(fields=("login", "person"), name="one_kept_way"),
        ),
        migrations.RunPython(forbid, allow),
    ]
