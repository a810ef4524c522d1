from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import JobId, LoginId
from sealbench.seal import Login
from tests.statement.samples import JOB, LOGIN

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
LOGIN_IN_CLEAR = Login(JobId(JOB), LoginId(LOGIN), "Windows", "ida", "correct horse", "kitchen pc")


@given(text, text, text)
def test_it_reads_what_it_wrote(user: str, password: str, note: str) -> None:
    login = Login(JobId(JOB), LoginId(LOGIN), "Windows", user, password, note)
    assert Login.from_bytes(login.to_bytes()) == login


def test_no_repr_shows_a_secret() -> None:
    assert "correct" not in repr(LOGIN_IN_CLEAR)
    assert "ida" not in repr(LOGIN_IN_CLEAR)


def test_the_ends_of_what_fits() -> None:
    small = Login(JobId(JOB), LoginId(LOGIN), "x", "", "y" * 3920)
    assert len(small.to_bytes()) <= 4092
    for wrong in (
        Login(JobId(JOB), LoginId(LOGIN), "x", "", "y" * 4001),
        Login(JobId(JOB), LoginId(LOGIN), "x", "", "é" * 3000),
        Login(JobId(JOB), LoginId(LOGIN), "", "", ""),
        Login(JobId(JOB), LoginId(LOGIN), "a\nb", "", ""),
        Login(JobId(JOB), LoginId(LOGIN), "x", "\ud800", ""),
        Login(JobId("job"), LoginId(LOGIN), "x", "", ""),
    ):
        with pytest.raises(MalformedError):
            wrong.to_bytes()


@pytest.mark.parametrize(
    "change", [{"v": 2}, {"extra": 1}, {"user": 1}, {"job": "x"}, {"label": ""}]
)
def test_it_refuses_other_fields(change: dict[str, Any]) -> None:
    value = canon.parse(LOGIN_IN_CLEAR.to_bytes())
    assert Login.from_bytes(canon.to_bytes(value)) == LOGIN_IN_CLEAR
    with pytest.raises(MalformedError):
        Login.from_bytes(canon.to_bytes({**value, **change}))


@given(st.binary(max_size=100))
def test_any_bytes_are_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        Login.from_bytes(raw)


@pytest.mark.parametrize("other", [{"job": LOGIN}, {"login": JOB}, {"label": "Linux"}])
def test_it_notices_that_it_belongs_elsewhere(other: dict[str, str]) -> None:
    here = {"job": JOB, "login": LOGIN, "label": "Windows"}
    LOGIN_IN_CLEAR.require(**here)
    with pytest.raises(VerificationError):
        LOGIN_IN_CLEAR.require(**{**here, **other})
