"""Deliver notices by mail (A5): what is due, each letter outside of any transaction.

A try is marked before the letter leaves and its result after: a crash in between costs a
second letter with the same message id, never a lost one.  A result that could not be kept
stays in memory and is kept first: what is known to have gone is not sent again.
"""

import structlog

from sealbench.errors import MalformedError, SealbenchError, UnavailableError
from sealbench.ids import JobId
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop import smtp
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.mail import MailServer
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.settle_mail import MOST, give_up, settle_mail
from sealbench.shop.records.models import Home, Mail
from sealbench.shop.smtp import Fate, Letter

_AT_ONCE = 50
_FIRST_PAUSE, _LONGEST_PAUSE = 60, 6 * 3600  # seconds

log = structlog.get_logger()


def deliver_notices(bench: Bench, unsettled: dict[str, Fate]) -> int:
    """Send the mails that are due; return how many were taken.

    *unsettled* are the results that an earlier round could not keep, and this one could not.

    The first that is not taken ends the round, so that a server that is down is asked once.
    A mail that cannot be read keeps no other from being sent; its error is raised at the end.
    """
    server = bench.config.mail
    if server is None:
        return 0
    _settle(bench, unsettled)
    due = Mail.objects.filter(due_at__lte=int(bench.now().timestamp())).order_by("due_at", "pk")
    sent, failed = 0, None
    for mail in list(due.values_list("pk", flat=True)[:_AT_ONCE]):
        try:
            fate = _deliver(bench, server, mail, unsettled)
        except SealbenchError as exc:
            failed = failed or exc
            if unsettled:
                break  # the journal keeps nothing now
            continue
        sent += fate is Fate.SENT
        if fate is Fate.LATER:
            break
    if failed:
        raise failed
    return sent


def _deliver(
    bench: Bench, server: MailServer, mail: str, unsettled: dict[str, Fate]
) -> Fate | None:
    letter = bench.run(try_mail, mail=mail)
    if letter is None:
        return None
    fate = unsettled[mail] = _send(bench, server, letter)
    _settle(bench, unsettled)
    return fate


def _send(bench: Bench, server: MailServer, letter: Letter) -> Fate:
    config, now = bench.config, bench.now()
    try:
        message = smtp.compose(
            letter, sender=server.sender, site=config.site, host=config.host, at=now
        )
    except MalformedError:
        return Fate.NEVER  # an address that was laid ready when its form was taken for one
    return smtp.send(server, message, host=config.host)


def _settle(bench: Bench, unsettled: dict[str, Fate]) -> None:
    for mail, fate in list(unsettled.items()):
        try:
            bench.run(settle_mail, mail=mail, fate=fate)
        except UnavailableError:
            raise
        except SealbenchError as exc:  # its client was ended: there is nothing to keep
            log.warning("result of a mail not kept", code=exc.code)
        del unsettled[mail]


def try_mail(work: Work, *, mail: str) -> Outcome[Letter | None]:
    """Mark one more try of *mail* and return its letter; None where nothing is left to do."""
    rows = Mail.objects.select_for_update(of=("self",)).select_related("notice")
    row = rows.filter(pk=mail, due_at__lte=work.seconds).first()
    if row is None:
        return Granted(None)
    file = load_job(work, JobId(row.notice.job_id))
    resource = Resource(ResourceKind.NOTICE, row.notice_id)
    entered = enter_as_keeper(work, Action.DELIVER_NOTICE, resource, subject=file.subject)
    if isinstance(entered, Refused):
        return entered
    if row.tries >= MOST:  # the last one was cut short by a crash
        give_up(row)
        return Granted(None)
    row.tries += 1
    row.due_at = work.seconds + pause(row.tries)
    row.save(update_fields=["tries", "due_at"])
    address = str(work.read(row, file.node)["address"])
    text = str(work.read(row.notice, file.node)["text"])
    shop = str(work.read(Home.objects.get(pk=1))["name"])
    return Granted(Letter(row.pk, address, shop, text))


def pause(tries: int) -> int:
    """Return for how many seconds to wait after so many *tries*: a minute, at last six hours."""
    return int(min(_FIRST_PAUSE * 3 ** (tries - 1), _LONGEST_PAUSE))
