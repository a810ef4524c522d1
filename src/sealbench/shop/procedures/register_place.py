"""Register a place of the escrow (C2): from now on it follows every erasure."""

from sealbench.errors import ConflictError
from sealbench.ids import new_id
from sealbench.keyring import HOUSE
from sealbench.keyring.ground import Findings
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.place_file import PlaceWords, refuse_doubled
from sealbench.shop.records.models import EscrowPlace, RecoveryKey


def register_place(
    work: Work,
    *,
    who: Staff,
    words: PlaceWords,
    ground: Findings,
    acknowledged: bool = False,
    override: Override = NO_OVERRIDE,
) -> Outcome[str]:
    """Keep the place of *words*, which stands on *ground*; return its id.

    The keeper lays out its file.  Raise ConflictError without a recovery key: nothing could be
    sealed to anybody.
    """
    words = words.checked()
    facts = {
        "fit": not ground.refusals,
        "acknowledged": acknowledged or not ground.warnings,
    }
    decision = enter_screened(
        work,
        who=who,
        action=Action.REGISTER_PLACE,
        found=words.found(),
        override=override,
        context=facts,
    )
    if not isinstance(decision, Granted):
        return decision
    if not RecoveryKey.objects.filter(pk=1).exists():
        raise ConflictError("there is no recovery key yet", hint="make one and print it first")
    refuse_doubled(work, words)
    row = EscrowPlace(pk=new_id(), kind=words.kind.value, created_at=work.seconds)
    work.write(row, HOUSE, words.content())
    row.save(force_insert=True)
    work.record(
        work.house.subject,
        Event.PLACE_REGISTERED,
        staff_actor(who),
        place=row.pk,
        reached=row.kind,
        warnings=[warning.value for warning in ground.warnings],
    )
    return Granted(row.pk)
