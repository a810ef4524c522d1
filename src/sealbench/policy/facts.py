"""What a decision rests on: who acts, on what, and what else is known; plain facts only.

The schema (``schema.cedarschema``) lists the attributes of each kind and the context of
each action.  Ids, states, counts, times (Unix seconds), yes and no: never a name, a text or
a secret.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sealbench.errors import MalformedError
from sealbench.policy.actions import Action

Fact = str | int | bool | frozenset[str] | set[str] | tuple[str, ...] | list[str]
"""One plain fact; a set of texts may be any of the usual collections."""

NOTHING: Mapping[str, Fact] = {}


class PrincipalKind(StrEnum):
    """Who may act."""

    PERSON = "Person"
    CLIENT = "Client"
    KEEPER = "Keeper"
    COMMAND = "Command"
    STRANGER = "Stranger"


class ResourceKind(StrEnum):
    """What may be acted on."""

    HOUSE = "House"
    NOTICE = "Notice"
    ENTRY = "Entry"
    JOB = "Job"
    RECORD = "Record"
    LOGIN = "Login"
    KEEP = "Keep"
    LINK = "Link"
    ERASURE = "Erasure"
    TERMINATION = "Termination"
    AGREEMENT = "Agreement"
    RISK = "Risk"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a request is made, by the shop's clock: a weekday and the minute of its day."""

    weekday: str = ""
    minute: int = 0


UNTIMED = Moment()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts.

    *active*: a person who is not deactivated, a client whose link or sitting is good.
    *listed*: a person whom the signed directory names.  *roles* are a person's alone.
    """

    kind: PrincipalKind
    id: str
    roles: frozenset[str] = frozenset()
    active: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted on, with the attributes that the schema demands of its kind."""

    kind: ResourceKind
    id: str
    attributes: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the policy, whether *principal* may do *action* to *resource*."""

    action: Action
    principal: Principal
    resource: Resource
    context: Mapping[str, Fact] = field(default_factory=dict)


def entities(principal: Principal, resource: Resource, moment: Moment = UNTIMED) -> str:
    """Return both as Cedar's JSON entities; raise MalformedError for what is no plain fact."""
    return _encode(
        [
            _entity(principal.kind, principal.id, _attributes(principal, moment)),
            _entity(resource.kind, resource.id, resource.attributes),
        ]
    )


def context(known: Mapping[str, Fact]) -> str:
    """Return *known* as Cedar's JSON context; raise MalformedError for what is no plain fact."""
    return _encode(known)


def _attributes(principal: Principal, moment: Moment) -> Mapping[str, Fact]:
    match principal.kind:
        case PrincipalKind.PERSON:
            return {
                "id": principal.id,
                "roles": principal.roles,
                "active": principal.active,
                "listed": principal.listed,
                "weekday": moment.weekday,
                "minute": moment.minute,
            }
        case PrincipalKind.CLIENT:
            return {"id": principal.id, "active": principal.active}
        case _:
            return NOTHING


def _entity(kind: str, entity_id: str, attributes: Mapping[str, Fact]) -> dict[str, object]:
    return {"uid": {"type": kind, "id": entity_id}, "attrs": attributes, "parents": ()}


def _plain(value: object) -> object:
    if isinstance(value, frozenset | set):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise MalformedError("not a plain fact")


# One encoder for all requests: what it writes is read by the engine and never kept.
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_plain)


def _encode(value: object) -> str:
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError) as exc:
        raise MalformedError("not plain facts") from exc
