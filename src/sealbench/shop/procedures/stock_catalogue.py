"""Fill the catalogue of a new house with what most shops do (A4)."""

import tomllib
from importlib.resources import files

from sealbench.ids import new_id
from sealbench.policy import LoginNeed
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.service_file import ServiceWords, save_service
from sealbench.shop.records.models import ServiceKind


def stock_catalogue(work: Work) -> Outcome[int]:
    """Put the usual kinds of service into an empty catalogue; return how many it got.

    A part of founding a house, so there is nobody yet whom the policy could ask about.
    """
    if ServiceKind.objects.exists():
        return Granted(0)
    usual = usual_services()
    work.record(
        work.house.subject, Event.SERVICE_EDITED, COMMAND_ACTOR, deed="stocked", count=len(usual)
    )
    for position, words in enumerate(usual):
        save_service(work, ServiceKind(pk=new_id(), position=position), words, fresh=True)
    return Granted(len(usual))


def usual_services() -> list[ServiceWords]:
    """Return the kinds of service that `catalogue.toml` lists."""
    text = files("sealbench.shop.procedures").joinpath("catalogue.toml").read_text("utf-8")
    return [_words(entry) for entry in tomllib.loads(text)["service"]]


def _words(entry: dict[str, str | list[str]]) -> ServiceWords:
    return ServiceWords(
        name=str(entry["name"]),
        description=str(entry["description"]),
        alternatives=str(entry.get("alternatives", "")),
        login_need=LoginNeed(str(entry.get("login_need", LoginNeed.NONE))),
        purposes=tuple(entry.get("purposes", ("diagnose", "repair", "test"))),
    ).checked()
