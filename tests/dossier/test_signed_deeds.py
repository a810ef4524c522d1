"""What a lying shop might record about signed deeds: each lie is found out."""

from collections.abc import Callable

import pytest

from sealbench.canon import JSONValue
from sealbench.dossier.deeds import key_id
from tests.dossier.story import (
    CARLA,
    DIRECTORIES,
    TARIQ,
    Teller,
    act,
    begun,
    claim,
    day,
    opening,
    seal,
    staff,
)
from tests.dossier.verdicts import check, failed, told
from tests.statement.samples import JOB, LOGIN, b32, h, public

Telling = Callable[[Teller], None]


def stopped(kind: str) -> Telling:
    def tell(teller: Teller) -> None:
        teller.tell(kind, staff("olga"), key=key_id(public("carla")))
        teller.tell("presence:requested", CARLA, statement=act(teller.now, "ask-presence"))

    return tell


def another_key(teller: Teller) -> None:
    actor = {**CARLA, "key": public("mallory")}
    teller.tell("presence:requested", actor, statement=act(teller.now, "ask-presence"))


def act_of(what: str, subject: str = "", **changes: JSONValue) -> Telling:
    def tell(teller: Teller) -> None:
        made = act(teller.now, what, subject, **changes)
        teller.tell("login:removed", CARLA, login=LOGIN, statement=made)

    return tell


def old_act(teller: Teller) -> None:
    teller.tell("login:removed", CARLA, login=LOGIN, statement=act(day(0.4), "remove", LOGIN))


def opens(left: int = 2, name: str = "tariq", **changes: JSONValue) -> Telling:
    """An opening of which the event or the statement is bent."""

    def tell(teller: Teller) -> None:
        teller.open(left, name)
        teller.payloads[-1].update(changes)

    return tell


def opens_signed(**changes: JSONValue) -> Telling:
    def tell(teller: Teller) -> None:
        teller.open(2)
        signed = opening(str(teller.payloads[-1]["at"]), "tariq", **changes)  # type: ignore[arg-type]  # fields
        stated = {name: each for name, each in changes.items() if name == "login"}
        teller.payloads[-1].update({"signed": signed, **stated})

    return tell


def unsigned_opening(teller: Teller) -> None:
    teller.open(2)
    del teller.payloads[-1]["signed"]


def borrowed_name(teller: Teller) -> None:
    """Tariq's signature under Olga's name."""
    teller.open(2)
    teller.payloads[-1]["actor"] = dict(staff("olga"))


def another_passkey(teller: Teller) -> None:
    """The opening key signs, the assertion is of something else."""
    teller.open(2)
    signed, other = teller.payloads[-1]["signed"], opening(day(0.9), "tariq")
    assert isinstance(signed, dict)
    assert isinstance(other, dict)
    signed["assertion"] = other["assertion"]


def four_times(teller: Teller) -> None:
    for left in (2, 1, 0, 0):
        teller.open(left)


def after_its_time(teller: Teller) -> None:
    teller.at = 8.1
    teller.open(2)


def after_removal(teller: Teller) -> None:
    teller.tell("login:removed", CARLA, login=LOGIN, statement=act(teller.now, "remove", LOGIN))
    teller.open(2)


def after_the_way_was_closed(teller: Teller) -> None:
    person = {"person": TARIQ["id"], "logins": [LOGIN], "why": "deactivated"}
    teller.tell("login:way-closed", staff("olga"), job=JOB, **person)
    teller.open(2)


def after_the_close(teller: Teller) -> None:
    teller.close()
    teller.open(2)


def while_waiting(teller: Teller) -> None:
    teller.move("in service", "waiting")
    teller.open(2)


def sealed_twice(teller: Teller) -> None:
    teller.seal("tariq")


def sealed_after_the_close(teller: Teller) -> None:
    teller.close()
    login = b32("second")
    made = seal(teller.now, "tariq", login=login)
    teller.tell("login:sealed", CARLA, login=login, statement=made)


def sealed_to(*names: str, **changes: JSONValue) -> Telling:
    def tell(teller: Teller) -> None:
        login = b32("second")
        made = seal(teller.now, *names, login=login, **changes)
        teller.tell("login:sealed", CARLA, login=login, statement=made)

    return tell


def sealed_late(teller: Teller) -> None:
    teller.at = 40
    sealed_to("tariq", expires=day(45))(teller)


def claimed(**bent: JSONValue) -> Telling:
    """A claim of a second key, bent."""

    def tell(teller: Teller) -> None:
        actor = {**CARLA, "key": public(str(bent.pop("named", "second")))}
        link = bent.pop("stated", h("link"))
        made = claim(teller.now, "second", **bent)
        teller.tell("link:claimed", actor, link=link, statement=made)

    return tell


def forged(teller: Teller) -> None:
    """A signature with one bit turned."""
    made = act(teller.now, "remove", LOGIN)
    assert isinstance(made, dict)
    first = made["signatures"][0]
    first["sig"] = ("B" if first["sig"][0] == "A" else "A") + first["sig"][1:]
    teller.tell("login:removed", CARLA, login=LOGIN, statement=made)


def not_a_statement(teller: Teller) -> None:
    teller.tell("login:removed", CARLA, login=LOGIN, statement="yes")


SIGNATURE_LIES: dict[str, tuple[Telling, str]] = {
    "a revoked key": (stopped("key:revoked"), "was revoked"),
    "a key objected to": (stopped("key:objected-to"), "was objected to"),
    "a key that claimed nothing": (another_key, "claimed no link"),
    "another act": (act_of("refuse"), "another act"),
    "another login": (act_of("remove", b32("other")), "another login"),
    "another job": (act_of("remove", LOGIN, job=b32("other")), "another job"),
    "an act at another time": (old_act, "another time"),
    "a forged signature": (forged, "a signature is wrong"),
    "no statement at all": (not_a_statement, "is an object"),
    "another purpose": (opens(purpose="curiosity"), "another purpose"),
    "another method": (opens(method="passphrase"), "another method"),
    "openings that do not add up": (opens(left=1), "do not add up"),
    "an opening without a number left": (opens(left=True), "do not add up"),
    "an opening without a signature": (unsigned_opening, "missing"),
    "an opening in another's name": (borrowed_name, "not signed by this person"),
    "an opening by someone it was not sealed to": (opens(name="olga"), "not sealed"),
    "an opening with another assertion": (another_passkey, "asserted something else"),
    "an opening at another site": (opens_signed(site="https://evil.example"), "another site"),
    "an opening for another job": (opens_signed(job=b32("other")), "another job"),
    "an opening of a login that was never sealed": (opens_signed(login=b32("no")), "never sealed"),
    "one opening too many": (four_times, "more often"),
    "an opening after the time": (after_its_time, "after the time"),
    "an opening after the removal": (after_removal, "after its end"),
    "an opening after the way was closed": (after_the_way_was_closed, "way was taken"),
    "an opening after the close": (after_the_close, "after its end"),
    "an opening while not in service": (while_waiting, "not in service"),
    "a login sealed twice": (sealed_twice, "sealed before"),
    "a login sealed after the close": (sealed_after_the_close, "had ended"),
    "a ghost among the recipients": (sealed_to("tariq", "olga"), "than the people on the job"),
    "a recipient of nobody": (sealed_to(recipients=[h("nobody")]), "does not list"),
    "a directory that had expired": (sealed_late, "expired"),
    "a claim for another home": (claimed(home=b32("other")), "another home"),
    "a claim by another link": (claimed(stated=h("other")), "another link"),
    "a claim in another key's name": (claimed(named="third"), "another key"),
}


@pytest.mark.parametrize("name", SIGNATURE_LIES)
def test_a_lie_about_a_signed_deed_is_found(name: str) -> None:
    tell, words = SIGNATURE_LIES[name]
    teller = begun()
    assert failed(told(begun())) == set()
    tell(teller)
    report = told(teller)
    assert "signatures" in failed(report)
    assert failed(report) <= {"signatures", "job"}
    assert words in check(report, "signatures").detail


def test_around_a_new_directory_either_of_the_two_may_have_been_meant() -> None:
    teller = Teller()
    teller.begin("nina")
    # Nina is listed by the second directory, whose signer's clock was three minutes ahead.
    teller.at = 1 - 3 / 24 / 60
    teller.seal("nina")
    report = told(teller)
    assert failed(report) == set()
    early = Teller()
    early.begin("nina")
    early.at = 1 - 11 / 24 / 60
    early.seal("nina")
    assert failed(told(early, directories=DIRECTORIES)) == {"signatures"}
