from collections.abc import Sequence

import pytest

from sealbench.policy import Action, Granted, Policy, Refused, Request
from sealbench.policy.matrix import cast, requests

# Some acts weigh two facts against each other.
_CLOSER = {
    Action.OPEN_LOGIN: 2,
    Action.ASK_LOGIN: 2,
    Action.MOVE_JOB: 2,
    Action.DEACTIVATE_PERSON: 2,
    Action.REMOVE_ROLE: 2,
    Action.RETIRE_PLACE: 2,
    Action.DESTROY_CLIENT: 2,
    Action.READ_JOB: 2,
    Action.EDIT_JOB: 2,
    Action.EXPORT_JOB_DOSSIER: 2,
    Action.LOOK_AT_FILE: 2,
    Action.SIGN_AGREEMENT: 2,
    Action.AGREE: 2,
}

Answers = Sequence[tuple[Request, Granted | Refused]]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return Policy.load()


@pytest.fixture(scope="session")
def answers(policy: Policy) -> Answers:
    """Every role in every state doing everything, and the decision."""
    return [
        (request, policy.decide(request))
        for action in Action
        for request in requests(action, cast(), deviations=_CLOSER.get(action, 1))
    ]
