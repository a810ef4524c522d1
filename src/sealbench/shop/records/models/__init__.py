"""All models."""

from sealbench.shop.records.models.acknowledgements import Acknowledgement
from sealbench.shop.records.models.agreements import (
    Agreement,
    AgreementSignature,
    Clearance,
    Paper,
)
from sealbench.shop.records.models.backups import BackupRun
from sealbench.shop.records.models.changes import Change
from sealbench.shop.records.models.clients import (
    Client,
    ClientKey,
    ClientSession,
    Device,
    DeviceRequest,
)
from sealbench.shop.records.models.escrow import EscrowPlace, RecoveryKey
from sealbench.shop.records.models.files import File
from sealbench.shop.records.models.findings import FindingCount, FindingOverride
from sealbench.shop.records.models.home import Home
from sealbench.shop.records.models.house_rules import HouseRuleChange
from sealbench.shop.records.models.house_words import HouseWordChange
from sealbench.shop.records.models.jobs import Assignment, Job, Link, ServiceKind
from sealbench.shop.records.models.journal import (
    Checkpoint,
    Event,
    Head,
    Leaf,
    Subject,
    Turned,
    Verdict,
)
from sealbench.shop.records.models.keeps import KeepRequest, KeptLogin, KeptWay
from sealbench.shop.records.models.keyring import KeyNode, KeyPlace, KeyRealm
from sealbench.shop.records.models.logins import Erasure, Login, Way
from sealbench.shop.records.models.looks import Look, Reason
from sealbench.shop.records.models.notices import Mail, Notice, Told
from sealbench.shop.records.models.openings import KnownLogin, Opening
from sealbench.shop.records.models.people import (
    DirectoryIssue,
    Invitation,
    Passkey,
    Person,
    Session,
    SpentNonce,
)
from sealbench.shop.records.models.sealed import Sealed
from sealbench.shop.records.models.terminations import CaseEntry, EndedJob, EndedLink, Termination

__all__ = [
    "Acknowledgement",
    "Agreement",
    "AgreementSignature",
    "Assignment",
    "BackupRun",
    "CaseEntry",
    "Change",
    "Checkpoint",
    "Clearance",
    "Client",
    "ClientKey",
    "ClientSession",
    "Device",
    "DeviceRequest",
    "DirectoryIssue",
    "EndedJob",
    "EndedLink",
    "Erasure",
    "EscrowPlace",
    "Event",
    "File",
    "FindingCount",
    "FindingOverride",
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
    "KnownLogin",
    "Leaf",
    "Link",
    "Login",
    "Look",
    "Mail",
    "Notice",
    "Opening",
    "Paper",
    "Passkey",
    "Person",
    "Reason",
    "RecoveryKey",
    "Sealed",
    "ServiceKind",
    "Session",
    "SpentNonce",
    "Subject",
    "Termination",
    "Told",
    "Turned",
    "Verdict",
    "Way",
]
