"""Object to a key that claimed in the client's name: by any token that was ever genuine (A5).

To stop an access needs little proof (law 13): the keys that claimed links of this job may
do nothing more, their sessions end, and the desk is told to identify the client.  Where a
case of the client is open, the destruction is held too: whoever objects has no other word in it.
"""

from sealbench.ids import ClientId, JobId
from sealbench.policy import Action, LinkState, Principal, PrincipalKind, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.case_file import cases_of
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.link_file import find_link, link_state
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.object_to_termination import hold
from sealbench.shop.records.models import ClientKey, ClientSession


def object_to_key(work: Work, *, token: str) -> Outcome[int]:
    """Stop every key that claimed a link of the job; return how many were stopped now."""
    link = find_link(token)
    file = load_job(work, JobId(link.job_id))
    valid = link_state(link, now=work.seconds) in {LinkState.UNCLAIMED, LinkState.CLAIMED}
    holder = Principal(PrincipalKind.CLIENT, file.row.client_id, active=valid)
    actor = {"kind": "client", "id": ClientId(file.row.client_id), "level": "link"}
    decision = work.decide(Request(Action.OBJECT_KEY, holder, file.resource()))
    if isinstance(decision, Refused):
        return work.refuse(
            file.subject, decision, actor, Event.REFUSED, action=Action.OBJECT_KEY.text
        )
    keys = ClientKey.objects.filter(
        link__job=file.row, link__counter=False, revoked_at=None, objected_at=None
    )
    found = list(keys.distinct().order_by("pk"))
    for key in found:
        work.record(file.subject, Event.KEY_OBJECTED, actor, key=key.pk, link=link.pk)
        ClientSession.objects.filter(key=key).delete()
        key.objected_at = work.seconds
        key.save(update_fields=["objected_at"])
    if found:
        leave_notice(work, file, NoticeKind.KEY_OBJECTED)
    for case in cases_of(work, file.client):
        hold(work, case, actor)
    return Granted(len(found))
