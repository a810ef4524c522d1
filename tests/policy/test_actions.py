import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.policy import Action, Kind, action_from_text


@pytest.mark.parametrize("action", Action)
def test_an_action_is_a_subject_and_a_verb(action: Action) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z-]+", action.text)
    assert action_from_text(action.text) is action


@given(st.text())
def test_any_other_text_is_no_action(text: str) -> None:
    with pytest.raises(MalformedError):
        action_from_text(text)


def test_what_is_not_text_is_no_action() -> None:
    with pytest.raises(MalformedError):
        action_from_text([])  # type: ignore[arg-type]  # what a careless caller may pass


def test_house_rules_can_never_touch_what_stops_an_access() -> None:
    assert {action.text for action in Action if action.kind is Kind.STOP} == {
        "person:deactivate",
        "person:remove-passkey",
        "person:remove-role",
        "job:cancel",
        "job:close",
        "job:attest",
        "login:remove",
        "login:expire",
        "file:remove",
        "key:object",
        "erasure:confirm",
        "termination:stop",
        "termination:object",
        "termination:destroy",
        "agreement:require",
        "agreement:withdraw",
        "agreement:end",
        "keep:end",
        "keep:withdraw",
        "job:object-to-paper",
    }


def test_house_rules_can_never_touch_what_is_done_to_house_rules() -> None:
    """A rule could otherwise keep the last manager from retiring it."""
    assert {action.text for action in Action if action.kind is Kind.RULES} == {
        "policy:explain",
        "rule:view",
        "rule:add",
        "rule:retire",
    }


def test_house_rules_can_never_touch_clients_keeper_and_doors() -> None:
    others = {Kind.CLIENT, Kind.KEEPER, Kind.ENTRY}
    assert {action.text for action in Action if action.kind in others} == {
        "client:view",
        "client:refuse",
        "client:request-presence",
        "client:dossier",
        "file:fetch",
        "login:seal",
        "termination:announce",
        "termination:fetch",
        "termination:confirm",
        "termination:certify",
        "escrow:settle",
        "agreement:agree",
        "agreement:fetch",
        "agreement:keep",
        "job:acknowledge",
        "login:keep",
        "risk:say-changed",
        "keep:confirm",
        "keep:warn",
        "refusal:count",
        "notice:deliver",
        "person:enrol",
        "person:sign-in",
        "link:claim",
    }
