from collections.abc import Callable
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_STATES = (
    "draft",
    "reviewed",
    "signed by management",
    "signed by the client",
    "in force",
    "ended",
    "withdrawn",
)


def _choices(*names: str) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


def _sealed(**more: "models.Field[Any, Any]") -> "list[tuple[str, models.Field[Any, Any]]]":
    return [
        ("version", models.PositiveIntegerField(default=1)),
        ("sealed", models.BinaryField()),
        ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
        *more.items(),
    ]


def _of_agreement(
    name: str, on_delete: Callable[..., None] = django.db.models.deletion.PROTECT
) -> "models.Field[Any, Any]":
    return models.ForeignKey(on_delete=on_delete, related_name=name, to="records.agreement")


class Migration(migrations.Migration):
    dependencies = [("records", "0013_job_records")]

    operations = [
        migrations.RemoveField(model_name="client", name="agreement_in_force"),
        migrations.CreateModel(
            name="Agreement",
            fields=_sealed(
                state=models.CharField(choices=_choices(*_STATES), db_index=True, max_length=20),
                created_at=models.BigIntegerField(),
                begins_at=models.BigIntegerField(),
                ends_at=models.BigIntegerField(),
                warned_days=models.PositiveSmallIntegerField(default=0),
                client=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="agreements",
                    to="records.client",
                ),
            ),
            options={
                "indexes": [
                    models.Index(fields=["client", "state"], name="agreements_of_a_client")
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agreement", _of_agreement("cleared", django.db.models.deletion.CASCADE)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "person"), name="cleared_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=_sealed(
                kind=models.CharField(choices=_choices("document", "final"), max_length=8),
                kept_at=models.BigIntegerField(),
                wrap=models.BinaryField(),
                agreement=_of_agreement("papers"),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "kind"), name="one_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementSignature",
            fields=_sealed(
                role=models.CharField(
                    choices=_choices("management", "client", "witness"), max_length=10
                ),
                signed_at=models.BigIntegerField(),
                agreement=_of_agreement("signatures"),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "role"), name="one_per_role")
                ],
            },
        ),
    ]
