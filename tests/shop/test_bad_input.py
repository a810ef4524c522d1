"""Whatever is posted, and by whomever: a clear answer, no fault of ours, and nothing stored.

Generated from the one list of routes: a route that takes a POST and has no row in
`tests.support.posts` fails.  Each row is posted as it should be at the end, so that no refusal
above is the work of a row that never worked.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from sealbench.shop.bench.limits import Limits
from sealbench.shop.pages import cookies
from sealbench.shop.pages.routes import ROUTES
from tests.shop.test_access import kept
from tests.support import posts
from tests.support.agreement_posts import (
    AGREEMENT_BUTTONS,
    AGREEMENT_FORMS,
    AGREEMENT_SCRIPTS,
)
from tests.support.case_posts import CASE_BUTTONS, CASE_FORMS, CASE_SCRIPTS, CERTIFICATE
from tests.support.cast import Cast, browser
from tests.support.clocks import StoppedClock
from tests.support.keep_posts import KEEP_BUTTONS, KEEP_SCRIPTS
from tests.support.look_posts import LOOK_FORMS
from tests.support.posts import SCRIPT, UPLOADS, Body, Form, Script
from tests.support.risk_posts import RISK_FORMS, RISK_SCRIPTS
from tests.support.stage import Stage, set_stage

SCRIPTS = {
    **KEEP_SCRIPTS,
    **RISK_SCRIPTS,
    **posts.SCRIPTS,
    **AGREEMENT_SCRIPTS,
    **CASE_SCRIPTS,
    "show_certificate": CERTIFICATE,
}
# The looks come first: other forms end the jobs that are looked at.
FORMS = {**LOOK_FORMS, **posts.FORMS, **AGREEMENT_FORMS, **CASE_FORMS, **RISK_FORMS}
BUTTONS = {**posts.BUTTONS, **AGREEMENT_BUTTONS, **CASE_BUTTONS, **KEEP_BUTTONS}

SEARCH = "find_client"  # it stores nothing: see its own test

LIMIT = 1_000_000
URLENCODED = "application/x-www-form-urlencoded"
UNSEEN = ("\x00", "a\x1bb", "\u202egnp", "a\u200bb", "\ufeff", "\ud800", "\U000e0041", "a\u2028b")
WRONG: tuple[Any, ...] = (
    None, True, 5, -1, 2**53, 10**400, "", "no such thing", *UNSEEN, "é" * 70_000, [], [[]], {},
    {"a": 1},
)  # fmt: skip
NESTED: tuple[Any, ...] = (None, -1, "\x00", "\ud800", [1], {"a": 1})
DEPTHS = (20, 150, 400, 800, 3_000, 100_000)
CLEAR = {400, 403, 404, 409, 413, 422}


@pytest.fixture
def stage(cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(Limits, "admit", lambda *_, **__: None)  # they have tests of their own
    monkeypatch.setattr(Limits, "admit_known", lambda *_, **__: None)
    return set_stage(cast, clock)


def test_every_route_that_takes_a_post_has_a_row() -> None:
    posting = {route.name for route in ROUTES if "POST" in route.methods}
    assert posting == {*SCRIPTS, *FORMS, *BUTTONS, *UPLOADS, SEARCH}


def test_a_search_for_whatever_is_typed_answers_clearly_and_stores_nothing(stage: Stage) -> None:
    dora, before = stage.browser("dora"), stored()
    for typed in (*UNSEEN, "", "   ", "ab", "9" * 2_001, '"', "a* OR b", "name:x NEAR y", "%_"):
        answer = dora.post("/clients/", {"find": typed.encode("utf-8", "surrogatepass")})
        assert answer.status_code in {200, *CLEAR}, typed[:20]
    assert dora.post("/clients/", {}).status_code == 422
    assert dora.post("/clients/", {"find": "Conti"}).status_code == 200  # what can be searched for
    assert stored() == before


def post(
    stage: Stage, row: Script | Form, data: bytes, kind: str = SCRIPT, address: str = ""
) -> Any:
    accept = SCRIPT if isinstance(row, Script) else "text/html"
    address = address or row.path(stage)
    visitor = stage.browser(row.who)
    return visitor.generic("POST", address, data, content_type=kind, HTTP_ACCEPT=accept)


def encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def raw_bodies(body: Body) -> Iterator[bytes]:
    """Yield what is no JSON object with exactly the fields of *body*."""
    yield from (b"", b"x", b"[]", b"null", b"7", b'"a"', b"{", b"\xff\xfe", b'{"a": NaN}')
    yield from (json.dumps([body]).encode(), encode({**body, "more": 1}), b'{"a": 1.5}')
    yield b'{"a":1,"a":1}' if not body else encode(body)[:-1] + b"," + encode(body)[1:]
    for name in body:
        yield encode({key: value for key, value in body.items() if key != name})
    for depth in DEPTHS:
        first = next(iter(body), "a").encode()
        yield b'{"' + first + b'":' + b"[" * depth + b"]" * depth + b"}"
        yield b'{"a":' * depth + b"1" + b"}" * depth
    yield b'{"a":"' + b"x" * (LIMIT - 1_000) + b'"}'


def bent(value: Any, wrong: tuple[Any, ...]) -> Iterator[Any]:
    """Yield *value* with each of its parts replaced by each of *wrong*, a part at a time."""
    parts: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value[:1]))
    for key, part in parts:
        for other in (*wrong, *bent(part, NESTED)):
            if other != part:
                made = dict(value) if isinstance(value, dict) else list(value)
                made[key] = other
                yield made


def allowed(row: Script, name: str, value: Any) -> bool:
    """Tell whether the field *name* of *row* may have *value*."""
    if value is None:
        return name in row.unsigned
    if name in row.texts:
        return value in {"", "no such thing"} if isinstance(value, str) else False
    return name in row.free and isinstance(value, str | int) and value is not True


def stored() -> dict[str, list[Any]]:
    """Return all rows, but for those that count who was turned away."""
    return {name: rows for name, rows in kept().items() if name != "Turned"}


def changed(before: dict[str, list[Any]]) -> set[str]:
    """Return the names of the tables that hold other rows than *before*."""
    return {name for name, rows in stored().items() if rows != before[name]}


def test_a_script_that_posts_no_such_object_is_told_so(stage: Stage) -> None:
    for row in SCRIPTS.values():
        body, address = row.body(stage), row.path(stage)
        before = stored()
        for data in raw_bodies(body):
            answer = post(stage, row, data, address=address)
            assert answer.status_code == 400, (address, data[:80])
            assert answer.json()["code"] == "malformed"
        assert post(stage, row, b"{" + b" " * LIMIT, address=address).status_code == 413
        assert post(stage, row, encode(body), "text/plain", address).status_code == 400
        assert stored() == before


def test_a_script_that_posts_wrong_fields_is_told_so(stage: Stage) -> None:
    for name, row in SCRIPTS.items():
        body, address = row.body(stage), row.path(stage)
        before = stored()
        for field, value in body.items():
            for bad in (*WRONG, *bent(value, NESTED)):
                if bad != value and not allowed(row, field, bad):
                    answer = post(stage, row, encode({**body, field: bad}), address=address)
                    assert answer.status_code in CLEAR, (name, field, str(bad)[:300])
                    assert answer.json()["message"], (name, field)
        assert stored() == before, name
        assert post(stage, row, encode(row.body(stage))).status_code == 200, name


def form_data(body: Mapping[str, Any]) -> bytes:
    """Return *body* as a browser would post it, and as none would: half surrogates as they are."""
    pairs = [
        (name, each)
        for name, value in body.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return "&".join(
        f"{name}={quote(str(each).encode('utf-8', 'surrogatepass'))}" for name, each in pairs
    ).encode()


def wrong_forms(row: Form, body: Body) -> Iterator[Body]:
    for name in body:
        values = ["no\x00", "a\u200bb", "\u202egnp", "\ud800", "9" * 2_001]
        if name not in row.optional:
            values += ["", "   "]
            yield {key: value for key, value in body.items() if key != name}
        for value in values:
            yield {**body, name: value}


def test_a_form_with_a_wrong_field_is_told_so_and_stores_nothing(stage: Stage) -> None:
    for name, row in FORMS.items():
        body, address = row.body(stage), row.path(stage)
        before = stored()
        for bad in wrong_forms(row, body):
            answer = post(stage, row, form_data(bad), URLENCODED, address)
            assert answer.status_code in CLEAR, (name, answer.status_code, str(bad)[:300])
        assert stored() == before, name
        done = post(stage, row, form_data(row.body(stage)), URLENCODED, address)
        assert done.status_code in {200, 302}, name
        assert stored() != before, name


BROKEN = (
    (URLENCODED, b"%", 0),
    (URLENCODED, b"&".join([b"a=1"] * 2_000), 400),
    (URLENCODED, b"a=" + b"x" * (LIMIT + 1), 413),
    (f"{URLENCODED}; charset=utf-7", b"a=1", 400),
    ("multipart/form-data", b"x", 400),
    ("multipart/form-data; boundary=", b"x", 400),
    ("multipart/form-data; boundary=b; charset=hex", b"--b\r\n\r\n1\r\n--b--", 400),
    (
        "multipart/form-data; boundary=b; charset=hex",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
        400,
    ),
    ("multipart/form-data; boundary=b", b"--b\r\n" * 20_000, 0),
    (SCRIPT, b"[]", 0),
    ("text/plain", b"word=destroy", 0),
)


def test_a_body_that_is_no_form_is_told_so(stage: Stage) -> None:
    addresses = {name: row.path(stage) for name, row in FORMS.items()}
    before = stored()
    for name, row in FORMS.items():
        address = addresses[name]
        for kind, data, status in BROKEN:
            if name == "ask_login" and not status:
                continue  # asking without a word of reason is a whole form
            answer = post(stage, row, data, kind, address)
            expected = {status} if status else CLEAR
            assert answer.status_code in expected, (name, kind, data[:50])
            assert "<h1" in answer.content.decode()
    assert stored() == before


def test_a_button_answers_whatever_comes_with_it(stage: Stage) -> None:
    for name, row in BUTTONS.items():
        address = row.path(stage)
        for kind, data, status in BROKEN:
            answer = post(stage, row, data, kind, address)
            assert answer.status_code < 500, (name, kind, data[:50])
            assert (answer.status_code == 413) == (status == 413)


CUT = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="other"; filename="a.png"\r\n\r\nx\r\n--b--',
    b"--b--\r\n",
    b"",
)


def test_an_upload_that_is_no_whole_form_keeps_nothing(stage: Stage) -> None:
    row, kept_before = UPLOADS["attach_file"], stored()
    lying = set(stage.cast.bench.config.files.iterdir())
    for kind, data, _ in (*BROKEN, *(("multipart/form-data; boundary=b", each, 0) for each in CUT)):
        answer = post(stage, row, data, kind)
        assert answer.status_code in CLEAR, (kind, data[:60])
    assert stored() == kept_before
    assert set(stage.cast.bench.config.files.iterdir()) == lying


ODD = ("%00", "%E2%80%AE", "%ED%A0%80", "%FF", "..%2f", "a" * 3_000, "-1", "9" * 400, "<b>")


def test_odd_addresses_are_absent(stage: Stage) -> None:
    """Nothing in a path or a query makes a fault of ours, and all that is odd looks absent."""
    for route in ROUTES:
        for odd in ODD:
            address = "/" + route.path
            if "<" not in address:
                continue
            parts = [odd if part.startswith("<") else part for part in address.split("/") if part]
            path = "/" + "/".join(parts) + ("/" if address.endswith("/") else "")
            method = route.methods[0]
            for name in ("olga", "tariq"):
                visitor = stage.browser(name)
                answer = visitor.get(path) if method == "GET" else visitor.post(path)
                assert answer.status_code in {400, 403, 404}, (route.name, odd)
    for path in ("/jobs/?number=", "/ledger/consistency?old=", "/jobs/?done=", "/people/?done="):
        for odd in ODD:
            assert stage.browser("olga").get(path + odd).status_code in {200, 400, 404}, path + odd


@pytest.mark.parametrize("value", ["", "x", "\x00", "é", "a" * 5_000, '"', "../.."])
def test_a_cookie_that_is_none_of_ours_is_a_strangers(stage: Stage, value: str) -> None:
    stranger = browser(stage.cast.bench)
    for mark in (cookies.STAFF, cookies.CLIENT, cookies.COUNTER, cookies.STAFF_BROWSER):
        stranger.cookies[cookies.name(stage.cast.bench.config, mark)] = value
    assert stranger.get("/").status_code == 302
    assert stranger.post("/c/job", {}, content_type=SCRIPT).status_code == 404
    assert stranger.get("/sign-in/").status_code == 200


def test_a_clock_that_steps_backwards_stops_the_shop_until_it_catches_up(stage: Stage) -> None:
    row, body = FORMS["move_job"], FORMS["move_job"].body(stage)
    stage.stopped.pass_by(minutes=10)
    assert post(stage, FORMS["ask_login"], b"reason=To+test", URLENCODED).status_code == 302
    stage.stopped.pass_by(minutes=-9)
    before = stored()
    answer = post(stage, row, form_data(body), URLENCODED)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "went backwards" in answer.content.decode()
    opened = post(stage, SCRIPTS["release_login"], encode(SCRIPTS["release_login"].body(stage)))
    assert opened.status_code == 503
    assert "file" not in opened.json()
    assert stored() == before
    stage.stopped.pass_by(minutes=9)
    assert post(stage, row, form_data(body), URLENCODED).status_code == 302


# What may come twice without being refused: the second answer is the first, or changes no more.
TWICE = {"report_checkpoint",
    "client_look", "client_nonce", "client_job", "prepare_enrolment", "counter_look",
    "open_login_facts", "fetch_device", "object_to_key", "ask_device",
    "show_certificate", "client_require_agreement", "fetch_agreement",
    "show_own_certificate",
}  # fmt: skip


# The rules refuse these a second time, which is recorded.
REFUSED = {"take_attestation"}
REFUSAL = {"Checkpoint", "Event", "Head", "Leaf", "Subject", "Verdict"}


def test_a_replayed_request_does_nothing_again(stage: Stage) -> None:
    for name, row in SCRIPTS.items():
        data = encode(row.body(stage))
        assert post(stage, row, data).status_code == 200, name
        before = stored()
        again = post(stage, row, data)
        if name in TWICE:
            assert again.status_code in {200, 404}, name
        else:
            assert again.status_code in {403, 404, 409, 410, 422}, name
            assert changed(before) <= (REFUSAL if name in REFUSED else set()), name


def test_requests_out_of_order_are_refused_and_the_right_order_works(stage: Stage) -> None:
    """A login is opened, sealed and removed only while there is something to do it to."""
    phone, rows = stage.phone, SCRIPTS
    late = encode(rows["release_login"].body(stage))
    later = encode(rows["seal_login"].body(stage))
    removal = encode(rows["remove_login"].body(stage))
    assert post(stage, rows["remove_login"], removal).status_code == 200
    assert post(stage, rows["release_login"], late).status_code in {403, 404, 410}
    closing = FORMS["close_job"]
    assert post(stage, closing, form_data(closing.body(stage)), URLENCODED).status_code == 200
    before = stored()
    assert post(stage, rows["seal_login"], later).status_code in {403, 410}
    moving = FORMS["move_job"]
    assert post(stage, moving, form_data(moving.body(stage)), URLENCODED).status_code in {403, 410}
    assert stored() == before
    assert (
        phone.post("/c/job", {"mark": "", "known": 0, "public": 0, "directory": 0}).status_code
        == 200
    )
