"""What is posted about the escrow: used by `posts`, whose stage it is given."""

from collections.abc import Callable
from typing import Any

from sealbench.seal import recipient_of
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.records.models import EscrowPlace
from tests.support.cast import Cast, fresh_nonce
from tests.support.escrow import Kept

Body = dict[str, Any]


def places(cast: Cast) -> None:
    """Register a place that is in use, and one that was given up and is out of reach."""
    kept, home = Kept(cast), cast.bench.config.home
    kept.registered(home.with_name(f"{home.name}-nas"))
    stick = home.with_name(f"{home.name}-stick")
    place = kept.register(stick)
    stick.rename(stick.with_suffix(".drawer"))
    cast.bench.run(retire_place, who=cast.staff("olga"), place=place)


def place(state: str, deed: str) -> Callable[[Any], str]:
    def path(_stage: Any) -> str:
        found = EscrowPlace.objects.filter(state=state).order_by("created_at", "pk")
        return f"/escrow/{found.values_list('pk', flat=True)[0]}/{deed}"

    return path


def giving_up(_stage: Any) -> Body:
    more = EscrowPlace.objects.filter(state="registered").count() > 1
    return {"word": "give up" if more else "last place"}


def new_place(stage: Any) -> Body:
    home = stage.cast.bench.config.home
    folder = home.with_name(f"{home.name}-another")
    folder.mkdir(exist_ok=True)
    known = {"label": "Safe", "kind": "directory", "where": str(folder)}
    return {**known, "acknowledged": "on"}


def recovery(stage: Any) -> Body:
    bench, olga = stage.cast.bench, stage.cast.person("olga")
    nonce = fresh_nonce(bench, "recovery")
    recipient = recipient_of(olga.keys.age)
    signed = olga.recovery(recipient, nonce, bench.now(), passkey=olga.passkeys[0])
    return {"recovery": signed.to_json()}


RETIRE = place("registered", "retire")
GONE = place("retiring", "gone")
DESTROYED = {"word": "destroyed"}
