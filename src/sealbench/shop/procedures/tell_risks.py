"""Tell clients that somebody who opened their logins has left, so that they change them (A1).

It follows the end of the person's access, which must not wait for it: what a crash cut short,
and an opening that was read late, the next round finds.
"""

import structlog

from sealbench.canon import JSONValue
from sealbench.errors import SealbenchError, UnavailableError
from sealbench.ids import ClientId, PersonId
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.assignees import named
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models.openings import at_risk

_AT_ONCE = 50

log = structlog.get_logger()


def tell_risks(bench: Bench) -> int:
    """Leave a notice for up to 50 clients who were not told of one who left; return how many.

    A client whose rows were spoiled is logged, and keeps no other from hearing.
    """
    waiting = at_risk().filter(told_at=None).order_by("login__client_id", "person_id")
    pairs = waiting.values_list("login__client_id", "person_id").distinct()
    told = 0
    for client, person in list(pairs):
        if told == _AT_ONCE:
            break
        try:
            told += bench.run(tell_risk, client=ClientId(client), person=PersonId(person))
        except UnavailableError:
            raise
        except SealbenchError as exc:
            log.error("risk not told", code=exc.code)  # noqa: TRY400 - says all
    return told


def tell_risk(work: Work, *, client: ClientId, person: PersonId) -> Outcome[int]:
    """Tell *client* which logins *person*, who has left, knows; return how many notices were left.

    The event names the logins by their ids, the notice names none.
    """
    waiting = at_risk().filter(told_at=None, person=person, login__client=client)
    rows = list(waiting.select_for_update(of=("self",)).order_by("login_id"))
    if not rows:
        return Granted(0)  # somebody else was first
    file = newest_job(work, client)
    resource = Resource(ResourceKind.NOTICE, file.id)
    entered = enter_as_keeper(work, Action.DELIVER_NOTICE, resource, subject=file.subject)
    if isinstance(entered, Refused):
        return entered
    logins: list[JSONValue] = [row.login_id for row in rows]
    people = named(work, [person])
    about: dict[str, JSONValue] = {"people": people, "logins": logins, "count": len(logins)}
    work.record(file.subject, Event.RISK_TOLD, KEEPER_ACTOR, job=file.id, **about)
    leave_notice(work, file, NoticeKind.LOGINS_AT_RISK)
    for row in rows:
        row.told_at = work.seconds
        row.save(update_fields=["told_at"])
    return Granted(1)
