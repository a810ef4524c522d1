"""The policy: thirteen clauses as data, their Cedar rules, and the decision.

Load it once; then ask with plain facts::

    policy = Policy.load()
    decision = policy.decide(
        Request(
            Action.VIEW_LEDGER,
            Principal(PrincipalKind.PERSON, "ada", frozenset({Role.AUDITOR}), True, True),
            Resource(ResourceKind.HOUSE, "house"),
        )
    )
    if not decision:
        print(decision.clause, decision.reason, decision.text)

One broad permit for each action (``permit.cedar``), one file of ``forbid … unless`` for each
clause (``clauses/``), one schema of all facts (``schema.cedarschema``).  House rules, which
management adds, tighten what staff may do: ``policy.under(rules)``.
"""

from sealbench.policy.actions import Action, Kind, action_from_text
from sealbench.policy.clauses import Clause, load_clauses
from sealbench.policy.decide import Granted, Policy, Refused
from sealbench.policy.facts import (
    Fact,
    Moment,
    Principal,
    PrincipalKind,
    Request,
    Resource,
    ResourceKind,
)
from sealbench.policy.house_rules import HouseRule, gather_house_rules
from sealbench.policy.rules import Rule
from sealbench.policy.texts import NAMES, Text, load_attestation, load_texts
from sealbench.policy.vocabulary import (
    ENDED,
    Access,
    AgreementState,
    Browser,
    Invitation,
    JobState,
    Level,
    LinkState,
    LoginNeed,
    Place,
    Proof,
    Role,
    SignerRole,
    Visit,
    Weekday,
)

__all__ = [
    "ENDED",
    "NAMES",
    "Access",
    "Action",
    "AgreementState",
    "Browser",
    "Clause",
    "Fact",
    "Granted",
    "HouseRule",
    "Invitation",
    "JobState",
    "Kind",
    "Level",
    "LinkState",
    "LoginNeed",
    "Moment",
    "Place",
    "Policy",
    "Principal",
    "PrincipalKind",
    "Proof",
    "Refused",
    "Request",
    "Resource",
    "ResourceKind",
    "Role",
    "Rule",
    "SignerRole",
    "Text",
    "Visit",
    "Weekday",
    "action_from_text",
    "gather_house_rules",
    "load_attestation",
    "load_clauses",
    "load_texts",
]
