"""Fetch the record of a consent with its receipt: what the client holds in hand of A3."""

from datetime import UTC, datetime
from typing import Any

from sealbench import clock
from sealbench.canon import JSON
from sealbench.dossier import consent as form
from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Home, KeepRequest, KeptWay
from sealbench.statement import SignedStatement

_STATES = {"withdrawn": form.WITHDRAWN, "stopped": form.TERMINATED}


def fetch_consent(work: Work, *, who: ClientVisit, keep: str) -> Outcome[JSON]:
    """Return the consent *keep* of the client, also after it has ended; raise AbsentError."""
    file, client = load_job(work, who.job), load_holder(work, who)
    entered = enter_as_client(work, file, client, Action.EXPORT_CLIENT_DOSSIER)
    if isinstance(entered, Refused):
        return entered
    row = KeepRequest.objects.filter(pk=keep, client=file.client).first()
    if row is None:
        raise AbsentError("there is no such login")
    return Granted(form.to_json(consent_of(work, row)))


def consent_of(work: Work, row: KeepRequest) -> form.Consent:
    """Return the consent that *row* records."""
    content: dict[str, Any] = work.read(row, client_node(ClientId(row.client_id)))
    statement = SignedStatement.from_json(content["statement"])
    confirmed = tuple(SignedStatement.from_json(each) for each in content["confirmed"])
    ways = KeptWay.objects.filter(login=row.pk).order_by("person")
    return form.Consent(
        statement=statement,
        shop=_shop(work),
        people=list(ways.values_list("person_id", flat=True)),
        happenings=[*_given(row, confirmed), *_ended(work, row)],
        confirmed=confirmed,
    )


def _shop(work: Work) -> form.Party:
    words: dict[str, Any] = work.read(Home.objects.get(pk=1))
    return form.Party(work.house.id, words["name"], words["address"], words["phone"])


def _given(row: KeepRequest, confirmed: tuple[SignedStatement, ...]) -> list[form.Happening]:
    until = _time(row.until)
    given = form.Happening(_time(row.asked_at), form.GIVEN, row.client_id, until)
    again = [
        form.Happening(clock.to_text(each.statement.at), form.RECONFIRMED, row.client_id, until)
        for each in confirmed
    ]
    return [given, *again]


def _ended(work: Work, row: KeepRequest) -> list[form.Happening]:
    if row.ended_at is None:
        return []
    state = _STATES.get(row.ended_by, form.EXPIRED)
    by = row.client_id if state == form.WITHDRAWN else str(work.house.id)
    return [form.Happening(_time(row.ended_at), state, by, _time(row.ended_at))]


def _time(seconds: int) -> str:
    return clock.to_text(datetime.fromtimestamp(seconds, UTC))
