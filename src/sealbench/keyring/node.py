"""The names of keys."""

from dataclasses import dataclass
from enum import StrEnum

from sealbench.ids import ClientId, FileId, JobId, KeepId, LoginId, check_id


class Realm(StrEnum):
    """Which promise a key lives under."""

    JOBS = "jobs"
    CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class Node:
    """One key's place: its realm and its name within the realm."""

    realm: Realm
    name: str


HOUSE = Node(Realm.CLIENTS, "house")


def job_node(job: JobId) -> Node:
    """Return the node whose key dies when *job* is closed."""
    return Node(Realm.JOBS, check_id(job))


def login_node(login: LoginId) -> Node:
    """Return the node whose key dies with *login*, at the latest when its job is closed."""
    return Node(Realm.JOBS, check_id(login))


def client_node(client: ClientId) -> Node:
    """Return the node whose key dies when *client* is ended."""
    return Node(Realm.CLIENTS, check_id(client))


def record_node(job: JobId) -> Node:
    """Return the node of the key of *job*'s record, which outlives the job's close.

    It dies when the job's record is ended alone, and with its client.
    """
    return Node(Realm.CLIENTS, check_id(job))


def file_node(file: FileId) -> Node:
    """Return the node whose key dies with *file*, which its job's record key opens with it."""
    return Node(Realm.CLIENTS, check_id(file))


def keep_node(keep: KeepId) -> Node:
    """Return the node whose key dies with a kept login; its client's key has to open it as well."""
    return Node(Realm.CLIENTS, check_id(keep))
