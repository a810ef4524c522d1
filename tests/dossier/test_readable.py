"""The report for people: complete, harmless, and in words for every event."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sealbench import canon
from sealbench.dossier import LIMITS, sentence
from sealbench.dossier.readable import README, render_report
from tests.dossier.story import CARLA, KEEPER, STRANGER, Teller, dossier, staff, whole

WHOLE = dossier(whole().payloads)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;"


class Elements(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    return elements


def test_the_report_tells_every_event_the_facts_and_the_limits() -> None:
    text = " ".join(parsed(render_report(WHOLE)).text)
    for entry in WHOLE.entries:
        assert entry.at.replace("T", " ").removesuffix("Z") in text
        assert sentence(entry.payload) in text
    for words in (
        *LIMITS,
        "Lenovo",
        "UTC",
        canon.fingerprint(dict(WHOLE.genesis.statement.fields)),
    ):
        assert words in text
    assert "(first claim)" in text


def test_it_has_neither_scripts_nor_links_nor_handlers() -> None:
    elements = parsed(render_report(WHOLE))
    assert not {"script", "link", "img", "a", "iframe", "form", "b"} & set(elements.tags)
    assert not [name for name in elements.attributes if name.startswith("on") or name == "style"]


def test_markup_in_any_text_stays_text() -> None:
    teller = Teller()
    teller.tell(HOSTILE, {"kind": "person", "name": HOSTILE, "level": HOSTILE})
    teller.tell("job:taken-in", staff("olga"), service=HOSTILE, people=[{"name": HOSTILE}])
    bent = dossier(teller.payloads)
    job = replace(bent.job, problem=HOSTILE, service=HOSTILE, state=HOSTILE)
    shop = replace(bent.shop, name=HOSTILE)
    page = render_report(replace(bent, job=job, shop=shop))
    plain = parsed(render_report(WHOLE))
    assert set(parsed(page).tags) == set(plain.tags)
    assert HOSTILE in " ".join(parsed(page).text)


def test_the_readme_says_how_to_check() -> None:
    assert "sealbench verify dossier.zip" in README
    assert "pip install sealbench" in README
    assert README.isascii()


SENTENCES = [
    ({"type": "job:assigned", "people": [{"name": "Nina"}], "gone": [{"name": "Tariq"}]},
     "Olga gave the job to Nina and took it from Tariq."),
    ({"type": "job:assigned", "added": [], "removed": ["x"]}, "Olga changed who is on the job."),
    ({"type": "login:asked-for", "override": True, "reason": "mail"},
     "Olga asked for a login, though this service needs none: mail."),
    ({"type": "login:asked-for"}, "Olga asked for a login."),
    ({"type": "login:sealed", "statement": {"statement": {"openings": 3, "expires": "then"}}},
     "Olga sealed a login for 3 openings until then."),
    ({"type": "login:sealed", "statement": {}}, "Olga sealed a login."),
    ({"type": "login:removed", "login": "nbswy3dpeb3w"}, "Olga removed login nbswy3."),
    ({"type": "login:expired", "login": ""}, "Olga destroyed a login, whose time was over."),
    ({"type": "login:expired", "why": "count"},
     "Olga destroyed a login, whose openings were used up."),
    ({"type": "dossier:handed-out"}, "Olga handed out the dossier."),
    ({"type": "dossier:handed-out", "actor": {"kind": "client"}},
     "The client took the dossier home."),
    ({"type": "login:declined", "reason": "no"}, "Olga declined to give a login: no."),
    ({"type": "login:way-closed", "person": "x"},
     "Olga took from a person the way to a login."),
    ({"type": "link:reissued", "identified": "passport"},
     "Olga made a new link after identifying the client (passport), which ended the old one."),
    ({"type": "action:refused", "action": "login:open", "rule": "A1-1"},
     "Olga was refused to open a login by rule A1-1."),
    ({"type": "action:refused", "action": "moon:walk", "clause": "A1"},
     "Olga was refused to moon:walk by rule A1."),
    ({"type": "erasure:ordered", "destroys": {"logins": 2}},
     "Olga ordered the destruction of the job's key and with it 2 sealed logins."),
    ({"type": "erasure:confirmed", "destroyed": {"logins": 1}},
     "Olga confirmed that the job's key is destroyed and with it 1 sealed login."),
    ({"type": "erasure:confirmed"}, "Olga confirmed that the job's key is destroyed."),
    ({"type": "moon:eclipsed"}, "Olga recorded “moon:eclipsed”."),
    ({"type": 5}, "Olga recorded “”."),
]  # fmt: skip


@pytest.mark.parametrize(("payload", "words"), SENTENCES)
def test_every_event_is_one_sentence(payload: dict[str, canon.JSONValue], words: str) -> None:
    assert sentence({"actor": dict(staff("olga")), **payload}) == words


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (CARLA, "The client"),
        (KEEPER, "The shop's clock"),
        ({"kind": "command"}, "The shop's server"),
        (STRANGER, "A stranger"),
        ({}, "A stranger"),
        (7, "Somebody"),
    ],
)
def test_everybody_who_acts_has_a_name(actor: canon.JSONValue, name: str) -> None:
    payload: canon.JSON = {"type": "job:edited", "actor": actor}
    assert sentence(payload) == f"{name} changed the record of the job."
