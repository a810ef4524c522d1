import re
from functools import cache
from pathlib import Path

import pytest

from sealbench.policy import Policy, load_clauses
from sealbench.shop.bench.events import Event
from sealbench.shop.pages.routes import ROUTES
from tests.docs import deeds
from tests.docs.places import HOW_TO, ROOT

WITHOUT_A_PAGE = {
    "gather_agreement": "a step of keep_agreements",
    "keep_final": "a step of keep_agreements",
    "note_trouble": "a step of keep_agreements",
    "read_again": "a step of tell_risks, once in a home that is older than its rows",
    "read_agreement": "a step of look_at_agreement",
    "enter": "the step by which every page of staff asks the policy",
    "admit_file": "the first step of attach_file, before a byte is read",
    "enter_screened": "the first step of whatever keeps a text, see override_finding",
    "enter_screened_case": "the first step of list_copy and list_exception",
    "draft_directory": "a step of sign_directory",
    "recognise_client": "a step of take_in_job, for a client whom find_client showed",
    "show_found": "a step of find_client",
    "lose_logins": "a step of restore",
    "record_backup": "a step of create_backup",
    "record_backup_failure": "a step of keep_backups",
    "record_drill": "a step of drill_backups",
    "record_restore": "a step of restore",
    "replay_erasures": "a step of restore",
    "settle_mail": "a step of deliver_notices",
    "stock_catalogue": "a step of the founding, see issue_setup_link",
}
"""Procedures that nobody does by itself, with the reason."""

OTHER_PAGES = {
    "restore": "a command that makes the home on which procedures work",
    "verify": "a command that is no procedure",
    "site": "a command that is no procedure",
    "trust": "a page that names nobody, whose reading is recorded nowhere",
}

NOT_ON_A_PAGE = {"Battery", "Data transfer", "First claim"}
"""What begins with a capital and is no label of a page."""

PAGES = sorted(HOW_TO.glob("*.md"))
CODE = re.compile(r"`([^`\n]+)`")
LONGEST = 40


def test_every_procedure_that_somebody_does_has_a_page() -> None:
    names = {each.name for each in deeds.procedures()}
    pages = {path.stem for path in PAGES}
    assert names - pages == set(WITHOUT_A_PAGE)
    assert pages - names <= set(OTHER_PAGES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_short_has_one_title_and_names_its_clause(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    named = set(re.findall(r"\b([ABCD]\d)(?:-\d+)?\b", text))
    if path.stem not in OTHER_PAGES:
        assert named
    assert named <= {clause.id for clause in load_clauses()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_names_rules_events_and_addresses_that_exist(path: Path) -> None:
    events = set(Event)
    for word in CODE.findall(path.read_text("utf-8")):
        if re.fullmatch(r"[ABCD]\d-\d+", word):
            assert word in rules()
        elif re.fullmatch(r"[a-z-]+:[a-z-]+", word):
            assert word in events
        elif re.fullmatch(r"/[a-zA-Z/-]*", word):
            assert word in addresses()


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.stem)
def test_a_page_calls_the_buttons_what_they_are_called(path: Path) -> None:
    named = re.findall(r"(?<![*\w])\*([A-Z][^*\n]+?)[.?]?\*(?!\*)", path.read_text("utf-8"))
    assert [name for name in named if name not in shown() and name not in NOT_ON_A_PAGE] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_promises_no_event_that_its_procedure_cannot_record(path: Path) -> None:
    if path.stem in OTHER_PAGES:
        return
    own = {Event[name].value for name in deeds.events_of(path.stem)}
    told = re.findall(r"^Events?: (.*)$", path.read_text("utf-8"), re.MULTILINE)
    promised = {word for line in told for word in CODE.findall(line)}
    near = {
        event
        for other in PAGES
        if f"({other.name})" in path.read_text("utf-8") and other.stem not in OTHER_PAGES
        for event in (Event[name].value for name in deeds.events_of(other.stem))
    }
    assert {word for word in promised if ":" in word} <= own | near | {"action:refused"}


@cache
def rules() -> frozenset[str]:
    """Return the ids of all rules."""
    return frozenset(rule.id for rule in Policy.load().rules)


@cache
def shown() -> str:
    """Return every text of the pages, in one."""
    folders = (ROOT / "src/sealbench/shop/pages", ROOT / "frontend/src")
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    texts = (
        path.read_text("utf-8")
        for path in found
        if path.suffix in {".html", ".py", ".ts"} and "built" not in path.parts
    )
    return "\n".join(texts).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def addresses() -> set[str]:
    """Return every address, with NUMBER and LOGIN and the like where a value stands."""
    found = {f"/{route.path}" for route in ROUTES}
    return {re.sub(r"<\w+:(\w+)>", lambda match: match[1].upper(), each) for each in found}
