"""A certificate of erasure in which everything is said."""

from datetime import UTC, date, datetime, timedelta

from sealbench.agreement import (
    ClientProof,
    CopyElsewhere,
    Destroyed,
    ErasureCertificate,
    EscrowPlace,
    Exemption,
    Issuer,
    LedgerProof,
    Method,
    RootTurn,
    Step,
    StepKind,
    new_signing_key,
)

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


def later(*, days: int) -> datetime:
    return NOW + timedelta(days=days)


def hours(count: int) -> datetime:
    return NOW - timedelta(hours=count)


CERTIFICATE = ErasureCertificate(
    case="E-2026-0017",
    issued_at=NOW,
    issuer=Issuer("Olga's Workbench", "Werkstraße 12, 10115 Berlin", "+49 30 5550 1234"),
    scope="everything that we had stored about one client, all jobs included,",
    steps=(
        Step(StepKind.STOPPED, hours(75), "by the client's link; 3 logins destroyed"),
        Step(StepKind.COLLECTED, hours(74), "412 entries, 38 files"),
        Step(StepKind.RETURNED, hours(74), "to a settled key"),
        Step(StepKind.CONFIRMED, hours(3), "signed by the client's key"),
        Step(StepKind.DESTROYED, hours(1)),
    ),
    destroyed=Destroyed(keys=61, rows=374, files=38, outbox=1),
    roots=(RootTurn("clients", 41, 42), RootTurn("jobs", 310, 313)),
    places=(
        EscrowPlace("second disk", "directory", hours(1)),
        EscrowPlace("stick in the safe", "directory", hours(0)),
    ),
    copies=(
        CopyElsewhere("disk image of the laptop", "technician, lab machine", hours(2), "wiped"),
        CopyElsewhere(
            "photo of the damage", "maker's warranty portal", None, "asked on 24 November"
        ),
    ),
    exemptions=(
        Exemption("invoice 2026-311", "commercial law: retention of ten years", date(2036, 12, 31)),
    ),
    method=Method(
        media="PostgreSQL database and file store at the shop, on solid-state disks",
        root_store="file of its own, overwritten in place and read back",
        memory="the process that held the record was replaced",
        run_by="Dora Weiss",
        approved_by="Olga Petrova",
        performed_by="the program of the shop",
        verified_by="Sealbench keeper, by reading back",
        verification="the old root and every wrap of the client's node were read back as gone",
        tool_version="0.1.0",
    ),
    proof=ClientProof(
        "signed by the client's key, after a return that it confirmed", "settled key"
    ),
    ledger=LedgerProof(
        origin="sealbench.org/log/qk3v5d7hj2mzq4xw6ta2nbcd",
        leaf_index=18231,
        tree_size=18260,
        root_hash="q8ZkP1o0c0kYbq3mV8uJ1hX2Q5p7W9aBcDeFgHiJkLM=",
        checkpoint_at=hours(0),
        fingerprint="3f9a 11c2 70be 4d51 8a6f 02d7 99e4 5b13 c7aa 60f8",
    ),
)

KEY = new_signing_key("Olga's Workbench", now=NOW)
