"""What clients are told of, each in one sentence that says nothing of what is inside (law 6)."""

from collections.abc import Mapping
from enum import StrEnum


class NoticeKind(StrEnum):
    """Why a notice was left."""

    SEAL_AGAIN = "seal-again"
    LINK_CLAIMED = "link-claimed"
    CLAIM_TRIED = "claim-tried"
    LINK_REISSUED = "link-reissued"
    KEY_OBJECTED = "key-objected-to"
    DEVICE_ADDED = "device-added"
    CHANNEL_CHANGED = "channel-changed"
    LOGIN_ASKED = "login-asked-for"
    LOGIN_OPENED = "login-opened"
    LOGIN_ENDED = "login-ended"
    LOGIN_LOST = "login-lost"
    SERVICE_STOPPED = "service-stopped"
    PACKAGE_RETURNED = "package-returned"
    DESTRUCTION_ANNOUNCED = "destruction-announced"
    DESTRUCTION_OBJECTED = "destruction-objected"
    FILE_REMOVED = "file-removed"
    ACKNOWLEDGED_ON_PAPER = "acknowledged-on-paper"
    LOGINS_AT_RISK = "logins-at-risk"
    CHANGE_RECORDED = "change-recorded"
    LOGIN_KEPT = "login-kept"
    KEEP_CONFIRMED = "keep-confirmed"
    KEEP_ENDS = "keep-ends"
    KEEP_ENDED = "keep-ended"
    KEPT_OPENED = "kept-opened"
    AGREEMENT_WAITS = "agreement-waits"
    AGREEMENT_ENDS = "agreement-ends"
    AGREEMENT_END_SET = "agreement-end-set"
    JOB_STOPPED = "job-stopped"
    JOB_RETURNED = "job-returned"
    JOB_END_ANNOUNCED = "job-end-announced"


REPEATED = frozenset({NoticeKind.CLAIM_TRIED, NoticeKind.LOGIN_OPENED, NoticeKind.KEPT_OPENED})
"""What may happen often: one that is still to be sent speaks for the next ones as well."""

OF_A_JOB: Mapping[NoticeKind, NoticeKind] = {
    NoticeKind.SERVICE_STOPPED: NoticeKind.JOB_STOPPED,
    NoticeKind.PACKAGE_RETURNED: NoticeKind.JOB_RETURNED,
    NoticeKind.DESTRUCTION_ANNOUNCED: NoticeKind.JOB_END_ANNOUNCED,
}
"""What is said instead where a case is about one job alone."""

_NOT_YOU = "If that was not you, tell us at once."
_SENTENCES: Mapping[NoticeKind, str] = {
    NoticeKind.SEAL_AGAIN: "Job {number}: somebody who could open what you sealed no longer can. "
    "Your link says whether to seal it again.",
    NoticeKind.LINK_CLAIMED: "The link to job {number} was claimed. " + _NOT_YOU,
    NoticeKind.CLAIM_TRIED: "Somebody tried to claim the link to job {number}, "
    "which is claimed already. " + _NOT_YOU,
    NoticeKind.LINK_REISSUED: "A new link to job {number} was made at our desk, "
    "and the old one ended. " + _NOT_YOU,
    NoticeKind.KEY_OBJECTED: "Somebody objected to the key that claimed the link to job {number}. "
    "That key is stopped. Please come to our desk, so that we can make a new link.",
    NoticeKind.DEVICE_ADDED: "A second device was let in to job {number}. " + _NOT_YOU,
    NoticeKind.CHANNEL_CHANGED: "Job {number}: the way we reach you was changed at the desk. "
    "If you did not ask for that, call us or come by.",
    NoticeKind.LOGIN_ASKED: "Job {number}: we ask for a login although this kind of work needs "
    "none. Your link says why, and you can refuse.",
    NoticeKind.LOGIN_OPENED: "A login that you sealed for job {number} was opened. "
    "Your link says by whom, when and for what.",
    NoticeKind.SERVICE_STOPPED: "The service that job {number} belongs to was ended, and nobody of "
    "our shop sees your record any more. " + _NOT_YOU,
    NoticeKind.PACKAGE_RETURNED: "All that we keep about you, with job {number}, was handed out. "
    + _NOT_YOU,
    NoticeKind.DESTRUCTION_ANNOUNCED: "Everything that we keep about you and job {number} will be "
    "destroyed in 14 days. Whoever objects until then, by a link or at our desk, holds it up.",
    NoticeKind.JOB_STOPPED: "Job {number} was ended for good, and nobody of our shop sees its "
    "record any more. Your other jobs go on. " + _NOT_YOU,
    NoticeKind.JOB_RETURNED: "All that we keep of job {number} was handed out. " + _NOT_YOU,
    NoticeKind.JOB_END_ANNOUNCED: "Everything that we keep of job {number} will be destroyed in "
    "14 days. Whoever objects until then, by its link or at our desk, holds it up.",
    NoticeKind.DESTRUCTION_OBJECTED: "Somebody objected to the destruction of what we keep about "
    "job {number}. Nothing is destroyed until it is announced again.",
    NoticeKind.FILE_REMOVED: "Job {number}: we removed a file of it, for good. "
    "Your link says who did, and when.",
    NoticeKind.ACKNOWLEDGED_ON_PAPER: "Job {number}: our desk recorded that you signed on paper "
    "what stays your own risk. Your link shows it, and there you can object.",
    NoticeKind.LOGINS_AT_RISK: "Somebody who has opened what you sealed opens no logins here any "
    "more. Please change those passwords. The link to job {number} says which, and by whom.",
    NoticeKind.CHANGE_RECORDED: "Job {number}: we recorded that you told us a password was "
    "changed. Your link says which. " + _NOT_YOU,
    NoticeKind.LOGIN_KEPT: "With the key of job {number} we were asked to keep a login after it. "
    + _NOT_YOU,
    NoticeKind.KEEP_CONFIRMED: "With the key of job {number} it was confirmed that we keep a "
    "login. " + _NOT_YOU,
    NoticeKind.KEEP_ENDS: "A login that you let us keep is destroyed soon, unless you confirm it. "
    "The link to job {number} says when.",
    NoticeKind.KEEP_ENDED: "A login that you let us keep is destroyed. "
    "The link to job {number} says why.",
    NoticeKind.KEPT_OPENED: "A login that you let us keep was opened for job {number}. "
    "Your link says by whom, when and for what.",
    NoticeKind.AGREEMENT_WAITS: "Job {number}: an agreement waits for you. You read and sign it by "
    "your link, or at our desk.",
    NoticeKind.AGREEMENT_ENDS: "Job {number}: an agreement between us ends soon. Your link says "
    "which, and when. What it opens closes then.",
    NoticeKind.AGREEMENT_END_SET: "Job {number}: an agreement between us was ended. Your link says "
    "by whom, and when it ends. " + _NOT_YOU,
    NoticeKind.LOGIN_ENDED: "A login that you sealed for job {number} is destroyed. "
    "Your link says why.",
    NoticeKind.LOGIN_LOST: "Job {number}: a disk of ours failed, and what you had sealed went with "
    "it: nobody can open it any more. Your link says whether to seal it again.",
}


def sentence_of(kind: NoticeKind, *, number: int) -> str:
    """Return what a notice of *kind* about job *number* says."""
    return _SENTENCES[kind].format(number=number)
