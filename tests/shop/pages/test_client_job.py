from datetime import timedelta
from typing import Any

import pytest

from sealbench import canon, clock, ledger
from sealbench.ids import new_id
from sealbench.seal import Login, open_sealed, recipient_of, seal
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.login_file import load_login, login_key, unbox
from sealbench.shop.records.models import Job, Notice, SpentNonce, Way
from sealbench.shop.records.models import Login as LoginRow
from tests.support.cast import Cast
from tests.support.clients import PASSWORD, Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, intake, last

_HIDDEN = ["\x00", "a\nb", "a\u202eb", "a\u200bb", "\ufeffa", "", " a", "a  b", "x" * 81]


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    return counter.claimed()


def stored(counter: Counter, login: str) -> bytes:
    """Return the age file out of its boxes."""

    def read(work: Work) -> Outcome[bytes]:
        file = load_login(work, load_job(work, counter.job), login)
        return Granted(unbox(file.row, login_key(work, file.row)))

    return counter.cast.bench.run(read)


def test_a_login_is_kept_for_exactly_the_people_on_the_job(counter: Counter, phone: Phone) -> None:
    login = new_id()
    answer = phone.post("/c/seal", phone.sealed(counter.recipients(), login=login))
    assert answer.status_code == 200, answer.content
    assert list(Way.objects.values_list("person_id", flat=True)) == [counter.cast.id("tariq")]
    identity = counter.cast.person("tariq").keys.age
    opened = open_sealed(
        stored(counter, login), identity, job=counter.job, login=login, label="Windows"
    )
    assert opened.password == PASSWORD
    event = last(counter.cast.bench, counter.job)
    assert (event["type"], event["login"]) == ("login:sealed", login)
    assert event["statement"]["statement"]["openings"] == 3
    shown = phone.page()["logins"][0]
    assert (shown["label"], shown["left"], shown["ways"]) == (
        "Windows",
        3,
        [counter.cast.id("tariq")],
    )


@pytest.mark.sqlite
def test_neither_login_nor_label_lies_in_the_database(counter: Counter, phone: Phone) -> None:
    phone.post("/c/seal", phone.sealed(counter.recipients(), label="Mail of the office"))
    home = counter.cast.bench.config.home
    data = (home / "shop.db").read_bytes() + (home / "shop.db-wal").read_bytes()
    for word in (PASSWORD.encode(), b"Mail of the office", b"age-encryption.org"):
        assert word not in data


def test_a_deputy_is_sealed_to_as_well(cast: Cast) -> None:
    counter = with_link(cast, intake(cast, deputy="nina"))
    phone = counter.claimed()
    one = phone.post("/c/seal", phone.sealed(counter.recipients("tariq")))
    assert one.status_code == 403
    assert last(cast.bench, counter.job)["rule"] == "A1-7"
    both = phone.post("/c/seal", phone.sealed(counter.recipients("tariq", "nina")))
    assert both.status_code == 200
    assert Way.objects.count() == 2


@pytest.mark.parametrize("name", ["nina", "olga"])
def test_nobody_else_is_sealed_to(counter: Counter, phone: Phone, name: str) -> None:
    answer = phone.post("/c/seal", phone.sealed(counter.recipients("tariq", name)))
    assert answer.status_code == 403
    assert last(counter.cast.bench, counter.job)["rule"] == "A1-7"
    assert LoginRow.objects.count() == 0


def _malformed(good: bytes) -> dict[str, bytes]:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    version = b"age-encryption.org/v1\n"
    rest = good.removeprefix(version)
    start = good.index(b"\n---")
    return {
        "plaintext": PASSWORD.encode(),
        "empty": b"",
        "classic": version + stanza + good[start + 1 :],
        "mixed": version + stanza + rest,
        "truncated": good[:-1],
        "longer": good + b"\0",
        "over-long": good + bytes(40_000),
        "doubled stanza": version + good[len(version) : start + 1] * 2 + good[start + 1 :],
        "armoured": b"-----BEGIN AGE ENCRYPTED FILE-----\n" + good,
    }


@pytest.mark.parametrize("kind", sorted(_malformed(b"age-encryption.org/v1\n\n--- ")))
def test_what_has_another_form_is_answered_422_and_not_kept(
    counter: Counter, phone: Phone, kind: str
) -> None:
    recipients = counter.recipients()
    good = seal(Login(counter.job, new_id(), "Windows", "ida", PASSWORD), recipients)  # type: ignore[arg-type]  # a fresh id
    before = len(events(counter.cast.bench, counter.job)), SpentNonce.objects.count()
    answer = phone.post("/c/seal", phone.upload(_malformed(good)[kind], recipients))
    assert answer.status_code == 422, answer.content
    assert LoginRow.objects.count() == 0
    after = len(events(counter.cast.bench, counter.job)), SpentNonce.objects.count()
    assert after == before
    assert phone.post("/c/seal", phone.upload(good, recipients)).status_code == 200


def test_another_file_than_the_signed_one_is_refused(counter: Counter, phone: Phone) -> None:
    one, two = (phone.sealed(counter.recipients()) for _ in range(2))
    mixed = one | {"ciphertext": two["ciphertext"]}
    assert phone.post("/c/seal", mixed).status_code == 422
    assert LoginRow.objects.count() == 0
    assert phone.post("/c/seal", one).status_code == 200


def test_another_key_than_the_claimed_one_is_refused(counter: Counter, phone: Phone) -> None:
    stranger = counter.phone()
    assert phone.post("/c/seal", stranger.sealed(counter.recipients())).status_code == 422
    assert LoginRow.objects.count() == 0


def test_a_login_cannot_be_sealed_twice(counter: Counter, phone: Phone) -> None:
    body = phone.sealed(counter.recipients())
    assert phone.post("/c/seal", body).status_code == 200
    assert phone.post("/c/seal", body).status_code == 409
    login = body["statement"]["statement"]["login"]
    assert phone.post("/c/seal", phone.sealed(counter.recipients(), login=login)).status_code == 409
    phone.json("/c/remove", {"login": login, "statement": None})
    assert phone.post("/c/seal", body).status_code == 409  # nor put back once it was removed
    assert LoginRow.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"days": 31}, 403, "A3-3"),
        ({"days": 30}, 200, ""),
        ({"openings": 10}, 200, ""),
        ({"openings": 11}, 400, ""),
        ({"job": "a" * 24}, 400, ""),
        ({"at": "2026-11-23T11:00:00Z"}, 422, ""),
    ],
)
def test_limits_are_kept(
    counter: Counter, phone: Phone, changes: dict[str, Any], status: int, rule: str
) -> None:
    changes = dict(changes)
    if days := changes.pop("days", 0):
        changes["expires"] = clock.to_text(phone.now + timedelta(days=days))
    answer = phone.post("/c/seal", phone.sealed(counter.recipients(), **changes))
    assert answer.status_code == status, answer.content
    assert LoginRow.objects.count() == (status == 200)
    if rule:
        assert last(counter.cast.bench, counter.job)["rule"] == rule


@pytest.mark.parametrize("label", _HIDDEN)
def test_a_label_is_one_line_of_visible_text(counter: Counter, phone: Phone, label: str) -> None:
    body = phone.sealed(counter.recipients()) | {"label": label}
    assert phone.post("/c/seal", body).status_code == 400
    assert LoginRow.objects.count() == 0


def test_a_label_with_markup_is_only_text(counter: Counter, phone: Phone) -> None:
    label = "<img src=x onerror=alert(1)>"
    assert phone.post("/c/seal", phone.sealed(counter.recipients(), label=label)).status_code == 200
    assert phone.page()["logins"][0]["label"] == label


def test_a_label_that_holds_a_secret_is_refused_without_its_text(
    counter: Counter, phone: Phone
) -> None:
    label = "password: hunter2!"
    answer = phone.post("/c/seal", phone.sealed(counter.recipients(), label=label))
    assert answer.status_code == 403
    refusal = last(counter.cast.bench, counter.job)
    assert refusal["rule"] == "A2-1"
    assert "hunter2" not in str(refusal)


def test_no_login_is_taken_where_the_owner_unlocks(cast: Cast) -> None:
    counter = with_link(cast, intake(cast, "Battery"))
    phone = counter.claimed()
    answer = phone.post("/c/seal", phone.sealed(counter.recipients()))
    assert answer.status_code == 403
    assert last(cast.bench, counter.job)["rule"] in {"A4-8", "A4-9"}


def test_an_expired_directory_stops_sealing(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    clock.pass_by(days=30)
    phone.visit()
    assert phone.post("/c/seal", phone.sealed(counter.recipients())).status_code == 503
    assert LoginRow.objects.count() == 0


def test_a_login_can_be_removed(counter: Counter, phone: Phone) -> None:
    for signed in (False, True):
        login = new_id()
        phone.json("/c/seal", phone.sealed(counter.recipients(), login=login))
        statement = phone.act("remove", login) if signed else None
        phone.json("/c/remove", {"login": login, "statement": statement})
        event = last(counter.cast.bench, counter.job)
        assert (event["type"], event["login"]) == ("login:removed", login)
        assert ("statement" in event) is signed
    assert LoginRow.objects.count() == Way.objects.count() == 0


def test_the_login_of_another_client_is_absent(counter: Counter, phone: Phone) -> None:
    login = new_id()
    phone.json("/c/seal", phone.sealed(counter.recipients(), login=login))
    other = with_link(counter.cast).claimed()
    for each in (login, new_id()):
        assert other.post("/c/remove", {"login": each, "statement": None}).status_code == 404
    assert LoginRow.objects.count() == 1


def test_a_signed_act_is_about_what_is_asked(counter: Counter, phone: Phone) -> None:
    login = new_id()
    phone.json("/c/seal", phone.sealed(counter.recipients(), login=login))
    other = phone.act("remove", new_id())
    assert phone.post("/c/remove", {"login": login, "statement": other}).status_code == 400
    act = phone.act("refuse")
    assert phone.post("/c/decline", {"reason": "", "statement": act}).status_code == 200
    assert phone.post("/c/decline", {"reason": "", "statement": act}).status_code == 409


def test_a_request_can_be_declined_with_a_reason(counter: Counter, phone: Phone) -> None:
    phone.json("/c/decline", {"reason": " I unlock it myself. ", "statement": phone.act("refuse")})
    event = last(counter.cast.bench, counter.job)
    assert (event["type"], event["reason"]) == ("login:declined", "I unlock it myself.")
    assert Job.objects.get().client_answer == "refused"
    phone.json("/c/seal", phone.sealed(counter.recipients()))
    assert Job.objects.get().client_answer == ""


@pytest.mark.parametrize("reason", ["my password: hunter2!", "a\x00b", "x" * 501, "a\u202eb"])
def test_a_reason_is_screened(phone: Phone, reason: str) -> None:
    answer = phone.post("/c/decline", {"reason": reason, "statement": None})
    assert answer.status_code == 400
    assert b"hunter2" not in answer.content
    assert Job.objects.get().client_answer == ""


def test_the_client_can_ask_to_be_present(counter: Counter, phone: Phone) -> None:
    phone.json("/c/presence", {"statement": phone.act("ask-presence")})
    assert last(counter.cast.bench, counter.job)["type"] == "presence:requested"
    assert Job.objects.get().client_answer == "presence"


def test_every_event_of_the_page_can_be_verified(counter: Counter, phone: Phone) -> None:
    phone.json("/c/seal", phone.sealed(counter.recipients()))
    page = phone.page()
    head = ledger.verify_checkpoint(page["ledger"]["note"], counter.cast.bench.signer.key)
    secret = canon.unb64u(page["secret"])
    types = []
    for number, event in enumerate(page["events"]):
        leaf = ledger.Leaf.from_bytes(event["leaf"].encode())
        payload = event["payload"].encode()
        ledger.verify_opening(leaf, r=canon.unb64u(event["r"]), payload=payload)
        ledger.verify_id(leaf, secret=secret, counter=number)
        path = [canon.unb64u(each) for each in event["path"]]
        hashed = ledger.leaf_hash(leaf.to_bytes())
        at = {"index": event["index"], "size": head.size}
        ledger.verify_inclusion(hashed, **at, proof=path, root=head.root)
        types.append(canon.from_bytes(payload)["type"])
    assert types == [
        "job:taken-in",
        "login:asked-for",
        "link:issued",
        "link:claimed",
        "login:sealed",
    ]


def test_the_page_proves_what_the_browser_knew(counter: Counter, phone: Phone) -> None:
    first = phone.page()
    known = ledger.verify_checkpoint(first["ledger"]["note"], counter.cast.bench.signer.key)
    phone.json("/c/presence", {"statement": None})
    page = phone.page(known=known.size, public=1)
    head = ledger.verify_checkpoint(page["ledger"]["note"], counter.cast.bench.signer.key)
    proof = [canon.unb64u(each) for each in page["ledger"]["known"]]
    sizes = {"old_size": known.size, "size": head.size}
    ledger.verify_consistency(**sizes, proof=proof, old_root=known.root, root=head.root)
    assert page["ledger"]["public"]
    ahead = {"mark": "", "known": head.size + 1, "public": 0, "directory": 0}
    assert phone.post("/c/job", ahead).status_code == 409


def test_polling_answers_a_mark_until_something_changes(phone: Phone) -> None:
    mark = phone.page()["mark"]
    assert phone.page(mark=mark) == {"mark": mark}
    phone.json("/c/presence", {"statement": None})
    assert phone.page(mark=mark)["mark"] != mark


def test_looking_at_the_own_page_is_no_event(counter: Counter, phone: Phone) -> None:
    before = len(events(counter.cast.bench, counter.job))
    phone.page()
    assert len(events(counter.cast.bench, counter.job)) == before


def test_leaving_ends_the_session_here(phone: Phone) -> None:
    phone.json("/c/leave", {})
    assert phone.post("/c/job", {}).status_code == 404


def test_a_second_device_gets_the_keys_from_the_first(counter: Counter, phone: Phone) -> None:
    second = counter.phone()
    asking = {"token": counter.token, "recipient": recipient_of(second.identity)}
    request = second.json("/c/device/ask", asking)["request"]
    fetching = {"token": counter.token, "request": request}
    assert second.json("/c/device/fetch", fetching) == {"box": ""}
    waiting = phone.page()["requests"]
    assert [(each["id"], each["recipient"]) for each in waiting] == [
        (request, recipient_of(second.identity))
    ]
    clear = Login(counter.job, new_id(), "keys", "", phone.identity)  # type: ignore[arg-type]  # a fresh id
    box = canon.b64u(seal(clear, [recipient_of(second.identity)]))
    phone.json("/c/device/approve", {"request": request, "box": box})
    assert last(counter.cast.bench, counter.job)["type"] == "client-device:added"
    assert Notice.objects.filter(kind="device-added").count() == 1
    assert second.json("/c/device/fetch", fetching) == {"box": box}
    assert phone.page()["requests"] == []
    assert phone.post("/c/device/approve", {"request": request, "box": box}).status_code == 409


def test_a_device_request_ends_by_itself(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    second = counter.phone()
    asking = {"token": counter.token, "recipient": recipient_of(second.identity)}
    request = second.json("/c/device/ask", asking)["request"]
    clock.pass_by(minutes=15)
    fetching = {"token": counter.token, "request": request}
    assert second.post("/c/device/fetch", fetching).status_code == 404
    good = canon.b64u(seal(Login(counter.job, new_id(), "k", "", "k"), counter.recipients()))  # type: ignore[arg-type]  # a fresh id
    answer = phone.post("/c/device/approve", {"request": request, "box": good})
    assert answer.status_code == 404


def test_only_a_sealed_box_is_passed_on(counter: Counter, phone: Phone) -> None:
    asking = {"token": counter.token, "recipient": recipient_of(phone.identity)}
    request = counter.phone().json("/c/device/ask", asking)["request"]
    body = {"request": request, "box": canon.b64u(b"AGE-SECRET-KEY-PQ-1")}
    assert phone.post("/c/device/approve", body).status_code == 422


def test_few_devices_wait_at_once_and_none_on_an_unclaimed_link(counter: Counter) -> None:
    asking = {"token": counter.token, "recipient": counter.recipients()[0]}
    assert counter.phone().post("/c/device/ask", asking).status_code == 404
    counter.claimed()
    answers = [counter.phone().post("/c/device/ask", asking).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 409]
