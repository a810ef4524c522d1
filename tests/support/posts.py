"""One valid request for every route that takes a POST: what pages and their scripts send.

Each maker makes its body anew, so that nonces are fresh and nothing is replayed by accident.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sealbench import canon
from sealbench.ids import JobId
from sealbench.seal import recipient_of
from sealbench.shop.procedures.ask_device import ask_device
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.open_login import opening_nonce
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.procedures.take_in_job import NONCE
from sealbench.shop.records.models import Checkpoint, Notice
from sealbench.statement import Context
from tests.support import attestations, house_rules, house_words
from tests.support import escrow_posts as escrow
from tests.support.cast import fresh_nonce, next_directory
from tests.support.desk import service
from tests.support.passkeys import SoftwarePasskey
from tests.support.people import SoftwarePerson
from tests.support.stage import Stage

SCRIPT = "application/json"
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Script:
    """A body that a script posts as JSON.

    *free* names fields that take any text or number, *texts* those that take any visible one,
    *unsigned* those that may be null.
    """

    path: Callable[[Stage], str]
    who: str
    body: Callable[[Stage], Body]
    free: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that a page posts; *optional* ones may be empty or missing."""

    path: Callable[[Stage], str]
    who: str
    body: Callable[[Stage], Body]
    optional: tuple[str, ...] = ()


def _acknowledged(stage: Stage) -> Any:
    return stage.phone.acknowledgement().to_json()


def _closing(stage: Stage) -> Body:
    attestations.attest_all(stage.cast, stage.job.job)
    return {"word": "destroy"}


def _at(path: str) -> Callable[[Stage], str]:
    return lambda _stage: path


def _job(path: str) -> Callable[[Stage], str]:
    return lambda stage: stage.place + path


def _login(path: str) -> Callable[[Stage], str]:
    return lambda stage: f"{stage.place}/logins/{stage.login}/{path}"


def _file(path: str) -> Callable[[Stage], str]:
    return lambda stage: f"{stage.place}/files/{stage.file}{path}"


def _nothing(_stage: Stage) -> Body:
    return {}


def _sign_in(stage: Stage) -> Body:
    nonce = fresh_nonce(stage.cast.bench, "sign-in")
    tariq = stage.cast.person("tariq")
    signed = tariq.sign_in(nonce, stage.stopped.now(), passkey=tariq.passkeys[0])
    return {"name": "", "signed": signed.to_json()}


def _invited(stage: Stage, name: str) -> str:
    who = stage.cast.staff("olga")
    link = stage.cast.bench.run(invite_person, who=who, name=name, roles=["technician"]).link
    return str(link).split("#")[1].split(".")[0]


def _enrolment(stage: Stage) -> Body:
    name = f"Ida {len(stage.browsers)} {stage.stopped.now():%H %M %S}"
    bench, token = stage.cast.bench, _invited(stage, name)
    ida = SoftwarePerson.born(bench, name)
    return ida.enrolment_body(token, fresh_nonce(bench, "enrolment"), stage.stopped.now())


def _directory(stage: Stage) -> Body:
    cast = stage.cast
    stage.stopped.pass_by(seconds=1)
    return {
        "directory": next_directory(cast.bench, cast.person("olga"), cast.staff("olga")).to_json()
    }


def _passkey(stage: Stage) -> Body:
    tariq = stage.cast.person("tariq")
    nonce = stage.browser("tariq").get("/me/identity").json()["nonce"]
    signed = tariq.sign_in(nonce, stage.stopped.now(), passkey=tariq.passkeys[0])
    made = SoftwarePasskey(stage.cast.bench.config.site)
    body = tariq.passkey_body(signed.statement, made)
    return {"confirmation": signed.to_json(), "passkey": body}


def _claim(stage: Stage) -> Body:
    statement = stage.free.phone().claim_statement(stage.free.token).to_json()
    return {"token": stage.free.token, "code": stage.free.code, "statement": statement}


def _visit(stage: Stage) -> Body:
    phone = stage.phone
    fields = {**phone.place(), "key": phone.public, **phone.fresh("visit")}
    return {"token": "", "statement": phone.signed(Context.VISIT, **fields).to_json()}


def _ask_device(stage: Stage) -> Body:
    return {"token": stage.job.token, "recipient": recipient_of(stage.cast.person("nina").keys.age)}


def _asked(stage: Stage) -> str:
    stage.stopped.pass_by(minutes=16)  # older requests lapse: only a few may wait
    return str(stage.cast.bench.run(ask_device, **_ask_device(stage)))


def _approval(stage: Stage) -> Body:
    box = stage.phone.sealed(stage.job.recipients("nina"))["ciphertext"]
    return {"request": _asked(stage), "box": box}


def _sitting(stage: Stage) -> Body:
    cast, counter = stage.cast, stage.free
    slip = cast.bench.run(start_counter, who=cast.staff("dora"), number=counter.number)
    bare = slip.link.token.replace("-", "").lower()
    statement = counter.phone().claim_statement(bare).to_json()
    return {"token": slip.link.token, "statement": statement}


def _begun(stage: Stage) -> Body:
    """Begin a sitting on the tablet, which the body then ends."""
    tablet = stage.free.phone()
    assert tablet.post("/counter/begin", _sitting(stage)).status_code == 200
    stage.browsers["tablet"] = tablet.web
    return {}


def _opening(stage: Stage) -> Body:
    cast = stage.cast
    who, tariq = cast.staff("tariq"), cast.person("tariq")
    nonce = fresh_nonce(cast.bench, opening_nonce(who, stage.login))  # type: ignore[arg-type]  # a new id is a login's
    signed = tariq.opening(
        nonce,
        stage.stopped.now(),
        job=stage.job.job,
        login=stage.login,
        purpose="repair",
        passkey=tariq.passkeys[0],
    )
    return {"signed": signed.to_json(), "known": 0}


def _page(_stage: Stage) -> Body:
    return {"mark": "", "known": 0, "public": 0, "directory": 0}


def _seen(_stage: Stage) -> Body:
    return {"note": Checkpoint.objects.order_by("-size")[0].note}


SCRIPTS: Mapping[str, Script] = {
    "sign_in": Script(_at("/sign-in/"), "stranger", _sign_in, ("name",)),
    "prepare_enrolment": Script(
        _at("/join/prepare"), "stranger", lambda stage: {"token": _invited(stage, "Ida Novak")}
    ),
    "enrol_person": Script(_at("/join/enrol"), "stranger", _enrolment, unsigned=("passkey",)),
    "take_directory": Script(_at("/people/sign/take"), "olga", _directory),
    "take_recovery": Script(_at("/escrow/recovery/take"), "olga", escrow.recovery),
    "take_house_rule": Script(_at("/policy/rules/take"), "olga", house_rules.new_rule),
    "take_end_of_house_rule": Script(_at("/policy/rules/end"), "olga", house_rules.end_of_rule),
    "take_passkey": Script(_at("/me/passkeys/add"), "tariq", _passkey),
    "report_checkpoint": Script(_at("/ledger/seen"), "stranger", _seen),
    "client_look": Script(_at("/c/look"), "stranger", lambda stage: {"token": stage.free.token}),
    "client_nonce": Script(_at("/c/nonce"), "stranger", lambda _: {"purpose": "claim"}),
    "start_visit": Script(_at("/c/visit"), "stranger", _visit, ("token",)),
    "ask_device": Script(_at("/c/device/ask"), "stranger", _ask_device),
    "approve_device": Script(_at("/c/device/approve"), "client", _approval),
    "fetch_device": Script(
        _at("/c/device/fetch"),
        "stranger",
        lambda stage: {"token": stage.job.token, "request": _asked(stage)},
    ),
    "client_job": Script(_at("/c/job"), "client", _page, ("mark", "known", "public", "directory")),
    "seal_login": Script(
        _at("/c/seal"),
        "client",
        lambda stage: stage.phone.sealed(stage.job.recipients()),
        texts=("label",),
    ),
    "take_attestation": Script(_job("/attest/take"), "tariq", attestations.new_attestation),
    "open_login_facts": Script(_login("facts"), "tariq", _nothing),
    "release_login": Script(_login("open"), "tariq", _opening, ("known",)),
    "decline_login": Script(
        _at("/c/decline"),
        "client",
        lambda stage: {"reason": "no", "statement": stage.phone.act("refuse")},
        texts=("reason",),
        unsigned=("statement",),
    ),
    "request_presence": Script(
        _at("/c/presence"),
        "client",
        lambda stage: {"statement": stage.phone.act("ask-presence")},
        unsigned=("statement",),
    ),
    "acknowledge_job": Script(
        _at("/c/acknowledge"), "client", lambda stage: {"statement": _acknowledged(stage)}
    ),
    "object_to_paper": Script(
        _at("/c/paper/object"),
        "client",
        lambda stage: {"statement": stage.phone.act("object-to-paper")},
        unsigned=("statement",),
    ),
    "remove_login": Script(
        _at("/c/remove"),
        "client",
        lambda stage: {"login": stage.login, "statement": stage.phone.act("remove", stage.login)},
        unsigned=("statement",),
    ),
    "withdraw_file": Script(
        _at("/c/file/remove"),
        "client",
        lambda stage: {"file": stage.file, "statement": stage.phone.act("remove", stage.file)},
        unsigned=("statement",),
    ),
    "counter_look": Script(_at("/counter/look"), "stranger", _nothing),
    "begin_sitting": Script(_at("/counter/begin"), "stranger", _sitting),
    "claim_link": Script(_at("/c/claim"), "stranger", _claim),
    "object_to_key": Script(
        _at("/c/object"), "stranger", lambda stage: {"token": stage.free.token}
    ),
    "client_leave": Script(_at("/c/leave"), "client", _nothing),
    "end_sitting": Script(_at("/counter/end"), "tablet", _begun),
}


def _client_and_device(_stage: Stage) -> Body:
    return {
        "client-name": "Ida Lindqvist",
        "client-phone": "070 123",
        "client-email": "ida@example.org",
        "client-channel": "phone",
        "device-kind": "laptop",
        "device-make": "Lenovo",
        "device-model": "X1",
        "device-serial": "PF2",
        "problem-problem": "Empty after an hour.",
        "place-place": "in the shop",
    }


def _intake(stage: Stage) -> Body:
    bench = stage.cast.bench
    return {
        **_client_and_device(stage),
        "service-service": service(bench, "Battery"),
        "people-technician": stage.cast.id("tariq"),
        "people-deputy": stage.cast.id("nina"),
        "login-reason": "",
        "agreement-required": "no",
        "step": "summary",
        "go": "save",
        "nonce": fresh_nonce(bench, NONCE),
    }


def _edit(stage: Stage) -> Body:
    return {
        **_client_and_device(stage),
        "service-service": service(stage.cast.bench, "Mail or account trouble"),
    }


def _service(_stage: Stage) -> Body:
    return {
        "name": "Dust",
        "description": "Blown out.",
        "alternatives": "None.",
        "login_need": "none",
        "purposes": ["repair"],
    }


def _own_service(stage: Stage) -> str:
    return f"/services/{service(stage.cast.bench, 'Software problem')}/"


def _credential(stage: Stage) -> Body:
    return {"credential": canon.b64u(stage.cast.person("nina").passkeys[0].id)}


def _notice(stage: Stage) -> str:
    first = Notice.objects.filter(job=JobId(stage.job.job)).values_list("pk", flat=True)[0]
    return f"{stage.place}/notices/{first}/"


_WORDS = (
    "client-email",
    "device-make",
    "device-model",
    "device-serial",
    "people-deputy",
    "login-reason",
)

FORMS: Mapping[str, Form] = {
    "invite_person": Form(
        _at("/people/invite"), "olga", lambda _: {"name": "Ada Byron", "roles": ["auditor"]}
    ),
    "take_in_job": Form(_at("/jobs/new/"), "dora", _intake, (*_WORDS, "go")),
    "edit_job": Form(_job("/edit/"), "dora", _edit, _WORDS),
    "move_job": Form(_job("/move"), "dora", lambda _: {"to": "waiting"}),
    "assign_job": Form(
        _job("/assign/"),
        "dora",
        lambda stage: {"technician": stage.cast.id("nina"), "deputy": stage.cast.id("tariq")},
        ("deputy",),
    ),
    "ask_login": Form(_job("/ask/"), "dora", lambda _: {"reason": "To test it."}, ("reason",)),
    "add_service": Form(_at("/services/new/"), "olga", _service, ("description", "alternatives")),
    "edit_service": Form(_own_service, "olga", _service, ("description", "alternatives")),
    "retire_service": Form(
        lambda stage: f"/services/{service(stage.cast.bench, 'Battery')}/retire",
        "olga",
        lambda _: {"offered": "no"},
    ),
    "shop": Form(
        _at("/shop/"),
        "olga",
        lambda _: {"name": "Corner", "address": "Street 1", "phone": "1"},
        ("address", "phone"),
    ),
    "add_house_word": Form(_at(house_words.NEW), "olga", house_words.new_word, house_words.OWN),
    "retire_house_word": Form(_at("/policy/words/1/retire/"), "olga", lambda _: {"word": "retire"}),
    "register_place": Form(_at("/escrow/new/"), "olga", escrow.new_place),
    "retire_place": Form(escrow.RETIRE, "olga", escrow.giving_up),
    "confirm_place_gone": Form(escrow.GONE, "olga", lambda _: escrow.DESTROYED),
    "reissue_link": Form(_job("/link/again"), "dora", lambda _: {"how": "known in person"}),
    "remove_passkey": Form(_at("/me/passkeys/remove"), "nina", _credential),
    "deactivate_person": Form(
        lambda stage: f"/people/{stage.cast.id('adam')}/deactivate",
        "olga",
        lambda _: {"word": "deactivate"},
    ),
    "remove_file": Form(_file("/remove/"), "dora", lambda _: {"word": "remove"}),
    "acknowledge_on_paper": Form(
        lambda stage: f"/jobs/{stage.free.number}/acknowledgement/",
        "dora",
        lambda _: {"answer": "not known", "signed": "on"},
    ),
    "close_job": Form(_job("/close/"), "dora", _closing),
    "cancel_job": Form(
        lambda stage: f"/jobs/{stage.free.number}/cancel/", "dora", lambda _: {"word": "cancel"}
    ),
}

# Buttons: whatever the body holds is not read.
BUTTONS: Mapping[str, Form] = {
    "report_content": Form(_at("/reports/content"), "stranger", _nothing),
    "handle_notice": Form(_notice, "dora", _nothing),
    "job_dossier": Form(_job("/dossier"), "dora", _nothing),
    "client_dossier": Form(_at("/c/dossier"), "client", _nothing),
    "look_at_file": Form(_file(""), "tariq", _nothing),
    "fetch_file": Form(_at("/c/file"), "client", lambda stage: {"file": stage.file}),
    "start_counter": Form(lambda stage: f"/jobs/{stage.free.number}/counter", "dora", _nothing),
    "issue_link": Form(lambda stage: f"/jobs/{stage.free.number}/link", "dora", _nothing),
    "invite_again": Form(lambda stage: f"/people/{stage.cast.id('nina')}/invite", "olga", _nothing),
    "sign_out": Form(_at("/sign-out"), "adam", _nothing),
}

# Forms with a file, which is sealed as it arrives.
UPLOADS: Mapping[str, Form] = {"attach_file": Form(_job("/files/"), "tariq", _nothing)}
