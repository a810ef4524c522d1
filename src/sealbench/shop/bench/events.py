"""The one vocabulary of events: `subject:past-participle` (STYLE 4.4)."""

from enum import StrEnum


class Event(StrEnum):
    """What the journal can say; the text is written into the payload."""

    HOUSE_FOUNDED = "house:founded"
    PAGES_PUBLISHED = "pages:published"
    SHOP_EDITED = "shop:edited"
    SERVICE_EDITED = "service:edited"
    STRANGERS_TURNED_AWAY = "strangers:turned-away"

    BACKUP_MADE = "backup:made"
    BACKUP_FAILED = "backup:failed"
    BACKUPS_DRILLED = "backups:drilled"
    LEDGER_ROLLED_BACK = "ledger:rolled-back"
    HOME_RESTORED = "home:restored"
    PLACE_REGISTERED = "escrow-place:registered"
    PLACE_SETTLED = "escrow-place:settled"
    PLACE_RETIRED = "escrow-place:retired"
    PLACE_GONE = "escrow-place:gone"
    RECOVERY_SET = "recovery-key:set"

    PERSON_INVITED = "person:invited"
    PERSON_ENROLLED = "person:enrolled"
    PERSON_SIGNED_IN = "person:signed-in"
    PERSON_SIGNED_OUT = "person:signed-out"
    PERSON_DEACTIVATED = "person:deactivated"
    PASSKEY_ADDED = "passkey:added"
    PASSKEY_REMOVED = "passkey:removed"
    DIRECTORY_SIGNED = "directory:signed"

    JOB_TAKEN_IN = "job:taken-in"
    JOB_EDITED = "job:edited"
    JOB_MOVED = "job:moved"
    JOB_ASSIGNED = "job:assigned"
    JOB_LOOKED_AT = "job:looked-at"
    JOB_CANCELLED = "job:cancelled"
    JOB_CLOSED = "job:closed"
    CLIENT_LOOKED_AT = "client:looked-at"
    RECORD_LOOKED_AT = "record:looked-at"
    NOTICE_SENT = "notice:sent"
    DOSSIER_HANDED_OUT = "dossier:handed-out"

    LINK_ISSUED = "link:issued"
    LINK_CLAIMED = "link:claimed"
    LINK_CODE_MISSED = "link:code-missed"
    LINK_REISSUED = "link:reissued"
    KEY_REVOKED = "key:revoked"
    KEY_OBJECTED = "key:objected-to"
    DEVICE_ADDED = "client-device:added"
    COUNTER_STARTED = "counter:started"
    COUNTER_BEGUN = "counter:begun"
    COUNTER_ENDED = "counter:ended"

    LOGIN_ASKED = "login:asked-for"
    LOGIN_REFUSED_BY_CLIENT = "login:declined"
    PRESENCE_REQUESTED = "presence:requested"
    LOGIN_SEALED = "login:sealed"
    LOGIN_OPENED = "login:opened"
    LOGIN_REMOVED = "login:removed"
    LOGIN_EXPIRED = "login:expired"
    LOGIN_LOST = "login:lost"
    LOGIN_WAY_CLOSED = "login:way-closed"

    FILE_ATTACHED = "file:attached"
    FILE_LOOKED_AT = "file:looked-at"
    FILE_FETCHED = "file:fetched"
    FILE_REMOVED = "file:removed"

    ERASURE_ORDERED = "erasure:ordered"
    ERASURE_CONFIRMED = "erasure:confirmed"

    # What the rules refused: the action is in the payload.
    REFUSED = "action:refused"
