"""Ask, from a second browser, for the client's keys: the first browser decides (A5).

The new browser sends the recipient of an identity that it made for this moment.  Both
screens show words of its hash, so that whoever compares them approves the right one.
"""

from sealbench.errors import AbsentError, ConflictError
from sealbench.ids import ClientId, new_id
from sealbench.keyring import client_node
from sealbench.policy import LinkState
from sealbench.seal import load_recipient
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.link_file import find_link, link_state
from sealbench.shop.records.models import ClientKey, DeviceRequest, Link

WAIT = 15 * 60  # seconds
_MOST = 3


def ask_device(work: Work, *, token: str, recipient: str) -> Outcome[str]:
    """Keep the request of the browser with *recipient*; return its id.

    Raise AbsentError unless the link was claimed, ConflictError while too many wait.
    """
    link, key = claimed_link(work, token)
    load_recipient(recipient)
    DeviceRequest.objects.filter(expires_at__lte=work.seconds).delete()
    if DeviceRequest.objects.filter(key=key, job=link.job_id).count() >= _MOST:
        raise ConflictError("other devices are waiting", hint="try again in a quarter of an hour")
    row = DeviceRequest(
        pk=new_id(),
        key=key,
        job=link.job_id,
        created_at=work.seconds,
        expires_at=work.seconds + WAIT,
    )
    work.write(row, client_node(ClientId(key.client_id)), {"recipient": recipient, "box": ""})
    row.save(force_insert=True)
    return Granted(row.pk)


def claimed_link(work: Work, token: str) -> tuple[Link, ClientKey]:
    """Return the link with *token* and the key that claimed it; raise AbsentError."""
    link = find_link(token)
    key = link.key
    if link_state(link, now=work.seconds) is not LinkState.CLAIMED or key is None:
        raise AbsentError("there is no such link")
    if key.objected_at is not None:
        raise AbsentError("there is no such link")
    return link, key
