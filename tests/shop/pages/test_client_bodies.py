"""Whatever a script posts to the client's pages, the answer is one of ours and nothing changes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealbench.shop.records.models import ClientKey, ClientSession, Leaf, Login
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link

_FIELDS = {
    "/c/look": ("token",),
    "/c/nonce": ("purpose",),
    "/c/claim": ("token", "code", "statement"),
    "/c/visit": ("token", "statement"),
    "/c/object": ("token",),
    "/c/device/ask": ("token", "recipient"),
    "/c/device/fetch": ("token", "request"),
    "/c/device/approve": ("request", "box"),
    "/c/job": ("mark", "known", "public", "directory"),
    "/c/seal": ("statement", "ciphertext", "label"),
    "/c/remove": ("login", "statement"),
    "/c/decline": ("reason", "statement"),
    "/c/presence": ("statement",),
    "/counter/begin": ("token", "statement"),
}
_TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "\x00", "\u202e", "A" * 32, "a" * 24, "<script>", "9" * 400, "\ud800"]),
)
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=6,
)
_OURS = {400, 404, 409, 422}


@pytest.fixture
def phone(cast: Cast) -> Phone:
    counter: Counter = with_link(cast)
    return counter.claimed()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(sorted(_FIELDS)), data=st.data())
def test_any_body_is_answered_and_changes_nothing(
    phone: Phone, path: str, data: st.DataObject
) -> None:
    body: dict[str, Any] = {name: data.draw(_VALUES) for name in _FIELDS[path]}
    before = [model.objects.count() for model in (Leaf, ClientKey, ClientSession, Login)]
    answer = phone.post(path, body)
    harmless = path in {"/c/nonce", "/c/job", "/c/object", "/c/decline", "/c/presence"}
    assert answer.status_code in _OURS or (harmless and answer.status_code == 200), answer.content
    if not harmless:
        after = [model.objects.count() for model in (Leaf, ClientKey, ClientSession, Login)]
        assert after == before


_RAW = (b"", b"[]", b"{", b'{"token":1,"token":2}', b"\xff", b'{"a":1.5}')


def test_what_is_no_object_is_malformed(phone: Phone) -> None:
    kind = "application/json"
    answers = {
        (path, raw): phone.web.post(path, raw, content_type=kind, HTTP_ACCEPT=kind).status_code
        for path in sorted(_FIELDS)
        for raw in _RAW
    }
    assert {key for key, status in answers.items() if status != 400} == set()
