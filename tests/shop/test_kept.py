"""Which rows a backup holds: every model is decided on, none by accident."""

import pytest
from django.apps import apps
from django.db import models

from sealbench.backup import Kind
from sealbench.shop.records.kept import LEFT_OUT, Kept, kept

KEPT = {
    "Agreement",
    "AgreementSignature",
    "Assignment",
    "BackupRun",
    "CaseEntry",
    "Checkpoint",
    "Clearance",
    "Client",
    "ClientKey",
    "Device",
    "DirectoryIssue",
    "EndedJob",
    "EndedLink",
    "Erasure",
    "EscrowPlace",
    "Event",
    "File",
    "FindingCount",
    "FindingOverride",
    "Acknowledgement",
    "Head",
    "Home",
    "HouseRuleChange",
    "HouseWordChange",
    "Invitation",
    "Job",
    "KeepRequest",
    "KeptLogin",
    "KeptWay",
    "KeyNode",
    "KeyPlace",
    "KeyRealm",
    "Leaf",
    "Link",
    "Mail",
    "Notice",
    "KnownLogin",
    "Opening",
    "Paper",
    "Passkey",
    "Person",
    "Reason",
    "RecoveryKey",
    "ServiceKind",
    "Subject",
    "Termination",
    "Told",
    "Verdict",
}
"""By hand: a model that comes later stands here or in LEFT_OUT, by a decision."""


def ours() -> list[type[models.Model]]:
    return list(apps.get_app_config("records").get_models())


def test_every_model_is_kept_or_left_out_with_a_reason() -> None:
    assert {each.model.__name__ for each in kept()} == KEPT
    assert {model.__name__ for model in ours()} == KEPT | {each.__name__ for each in LEFT_OUT}
    assert not KEPT & {each.__name__ for each in LEFT_OUT}
    assert all(LEFT_OUT.values())


def test_nothing_kept_points_to_what_is_left_out() -> None:
    pointed = {
        (each.model.__name__, field.name): field.related_model
        for each in kept()
        for field in each.model._meta.concrete_fields
        if field.related_model
    }
    assert ("Job", "client") in pointed
    assert [place for place, model in pointed.items() if model in LEFT_OUT] == []


def test_a_table_comes_after_those_that_it_points_to() -> None:
    places = {each.model: at for at, each in enumerate(kept())}
    for each in kept():
        for field in each.model._meta.concrete_fields:
            if isinstance(field.related_model, type):
                assert places[field.related_model] <= places[each.model]


@pytest.mark.parametrize("each", kept(), ids=lambda each: str(each.table))
def test_each_column_has_a_kind(each: Kept) -> None:
    assert each.key in each.columns
    for field, column in zip(each.model._meta.concrete_fields, each.columns, strict=True):
        assert column.name == field.column
    kinds = {column.name: column.kind for column in each.columns}
    assert kinds.get("sealed", Kind.BYTES) is Kind.BYTES


def test_what_only_the_realm_jobs_opens_is_in_no_backup() -> None:
    tables = {each.table for each in kept()}
    assert "records_job" in tables
    assert not {"records_login", "records_way"} & tables
