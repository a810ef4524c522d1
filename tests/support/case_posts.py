"""One valid request for every route of the end of a client's service that takes a POST."""

from collections.abc import Mapping

from sealbench.ids import JobId
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import ClientKey, EscrowPlace, Job, Notice
from tests.support.endings import Leaver, leaver
from tests.support.posts import Body, Form, Script
from tests.support.sessions import stay_signed_in
from tests.support.stage import Stage

_SETTLED = 4 * 24 * 3600  # seconds


def _leaver(stage: Stage, name: str, *, stopped: bool = True) -> Leaver:
    """Return the client *name*, always the same one, whose key has settled."""
    known: dict[str, Leaver] = stage.leavers
    if name not in known:
        who = known[name] = leaver(stage.cast, "Mail or account trouble")
        stage.browsers[name] = who.phone.web
        made = ClientKey.objects.get(client=who.client)
        ClientKey.objects.filter(pk=made.pk).update(claimed_at=made.claimed_at - _SETTLED)
        if stopped:
            who.stop(stage.cast.staff("dora"))
    return known[name]


def _signed(act: str) -> "Script":
    """Return a row for the *act* of a client."""
    paths = {
        "stop-service": "/c/stop",
        "announce-destruction": "/c/announce",
        "object-to-destruction": "/c/hold",
        "fetch-return": "/c/return",
        "confirm-return": "/c/confirm",
    }
    unsigned = ("statement",) if act.endswith(("service", "destruction")) else ()

    def body(stage: Stage) -> Body:
        scope = {"scope": "service"} if act == "stop-service" else {}
        return {**scope, "statement": _leaver(stage, "leaver").signed(act).to_json()}

    return Script(lambda _: paths[act], "leaver", body, unsigned=unsigned)


def _ended(stage: Stage) -> Body:
    """Return the token of a link whose client's record is destroyed."""
    who = stage.leavers.get("gone")
    if who is None:
        stay_signed_in()
        who, bench = _leaver(stage, "gone"), stage.cast.bench
        dora = stage.cast.staff("dora")
        bench.run(announce_destruction, who=dora, case=who.case)
        for notice in Notice.objects.filter(job__client=who.client, handled_at=None):
            bench.run(handle_notice, who=dora, job=JobId(notice.job_id), notice=notice.pk)
        stage.stopped.pass_by(days=14)
        held = _let_go()
        assert end_due_cases(bench) == 1
        _hold(held)
    return {"token": who.counter.token}


def _let_go() -> Mapping[str, int | None]:
    """Let the places of the escrow, of which the stage has some that never answer, hold nothing."""
    held = dict(EscrowPlace.objects.values_list("pk", "epoch"))
    EscrowPlace.objects.update(epoch=None)
    return held


def _hold(held: Mapping[str, int | None]) -> None:
    for place, epoch in held.items():
        EscrowPlace.objects.filter(pk=place).update(epoch=epoch)


def _other_job(stage: Stage) -> Leaver:
    """Return a client of whose two jobs the second has ended alone, with its certificate."""
    known: dict[str, Leaver] = stage.leavers
    if "of two" not in known:
        who = known["of two"] = leaver(stage.cast, "Mail or account trouble")
        stage.browsers["of two"] = who.phone.web
        run, dora = stage.cast.bench.run, stage.cast.staff("dora")
        number = Job.objects.exclude(pk=who.counter.job).get(client=who.client).number
        case = who.case = run(stop_service, who=dora, number=number, only_job=True).case
        run(hand_over_return, who=dora, case=case, document=Document.PASSPORT)
        run(confirm_return, who=dora, case=case, compared=True)
        held = _let_go()
        assert end_due_cases(stage.cast.bench) == 1
        _hold(held)
    return known["of two"]


def _own_certificate(stage: Stage) -> Body:
    return {"case": _other_job(stage).case}


CASE_SCRIPTS: Mapping[str, Script] = {
    "show_own_certificate": Script(lambda _: "/c/ended", "of two", _own_certificate),
    "client_stop": _signed("stop-service"),
    "client_announce": _signed("announce-destruction"),
    "client_object": _signed("object-to-destruction"),
    "fetch_return": _signed("fetch-return"),
    "client_confirm": _signed("confirm-return"),
}
CERTIFICATE = Script(lambda _: "/c/certificate", "stranger", _ended)


def _confirmed(stage: Stage) -> Leaver:
    """Return a client who got everything in person and has confirmed it."""
    fresh = "fourth" not in stage.leavers
    who, run, dora = _leaver(stage, "fourth"), stage.cast.bench.run, stage.cast.staff("dora")
    if fresh:
        run(hand_over_return, who=dora, case=who.case, document=Document.PASSPORT)
        run(confirm_return, who=dora, case=who.case, compared=True)
    return who


def _case(path: str) -> "Form":
    return Form(lambda stage: f"/cases/{_leaver(stage, 'other').case}/{path}", "dora", lambda _: {})


def _filled(path: str, **body: str) -> "Form":
    row = _case(path)
    return Form(row.path, row.who, lambda _: dict(body))


CASE_FORMS: Mapping[str, Form] = {
    "stop_service": Form(
        lambda stage: f"/jobs/{_leaver(stage, 'third', stopped=False).counter.number}/stop/",
        "dora",
        lambda _: {"word": "stop"},
    ),
    "list_copy": _filled(
        "copies",
        **{"copy-what": "Image of a disk", "copy-holder": "The lab", "copy-days": "7"},
    ),
    "list_exception": _filled(
        "exceptions",
        **{
            "exception-what": "Invoice",
            "exception-reason": "Tax law",
            "exception-until": "2036-12-31",
        },
    ),
    "hand_over_return": _filled("hand-over/", document="passport", compared="on"),
    "confirm_return": _filled("confirm", compared="on"),
    "destroy_client": Form(
        lambda stage: f"/cases/{_confirmed(stage).case}/destroy/",
        "dora",
        lambda _: {"word": "destroy"},
    ),
}

CASE_BUTTONS: Mapping[str, Form] = {
    "collect_return": _case("collect"),
    "announce_destruction": _case("announce"),
    "object_to_termination": _case("object"),
    "second_destruction": _case("second"),
    "certificate": _case("certificate"),
    "package": _case("package"),
    "confirm_copy": Form(lambda _: f"/copies/{'a' * 24}/confirm", "dora", lambda _: {}),
}
