import re

import pytest

from tests.docs.places import DOCS, ROOT
from tests.docs.reference.commands import commands, targets

README = (ROOT / "README.md").read_text("utf-8")
TALKING = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md")


def test_the_readme_shows_run_and_test_first() -> None:
    blocks = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
    first = [line.split("#")[0].strip() for line in blocks[0].splitlines()]
    assert first[:2] == ["make run", "make test"]


@pytest.mark.parametrize("name", TALKING)
def test_every_target_that_is_named_is_in_the_makefile(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = {
        match[1]
        for code in re.findall(r"`([^`\n]+)`|^(make .*)$", text, re.MULTILINE)
        for word in code
        if (match := re.match(r"make ([a-z-]+)", word))
    }
    assert named <= targets().keys()


def test_the_makefile_promises_no_target_that_it_lacks() -> None:
    promised = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert promised
    assert set(promised[1].split()) <= targets().keys()


def test_every_command_that_is_named_exists() -> None:
    known = {name for name, _ in commands()}
    words = {word for name in known for word in (name, name.rpartition(" ")[0])}
    for path in (*(ROOT / name for name in TALKING), *sorted(DOCS.rglob("*.md"))):
        for code in re.findall(r"`(sealbench [a-z][^`\n]*)`", path.read_text("utf-8")):
            plain = re.match(r"sealbench( [a-z]+){1,2}", code)
            assert plain, code
            said = plain[0].split()
            assert " ".join(said[:2]) in words or " ".join(said) in words, code
