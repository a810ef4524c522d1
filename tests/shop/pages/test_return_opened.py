"""The package that the pages hand over, opened by other people's programs, has all that was kept.

Whoever gets it in person has a passphrase, and opens it with Debian's `age`.  What a settled key
fetches is sealed to a hybrid recipient (`age1pq1…`), which Debian's `age` 1.1 does not know:
npm's `age-encryption` opens it.
"""

import json
import re
import zipfile
from collections import Counter
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

from sealbench.agreement import read_evidence
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.looks import Why
from tests.support import debian_age, node
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.endings import Leaver, leaver
from tests.support.files import LOG, attach
from tests.support.returned import Kept, kept_of
from tests.support.sessions import stay_signed_in

WORDS = re.compile(r'<p class="fingerprint">([a-z ]+)</p>')
STRANGE = "--checkpoint-action=exec.png"  # what `tar` would take for an option


@pytest.fixture
def going(cast: Cast, clock: StoppedClock) -> Leaver:
    """Return a client of two jobs, with files, an agreement and a look for a reason, who stops."""
    stay_signed_in()
    who = leaver(cast)
    Deal(cast, who.counter).in_force()
    keep_agreements(cast.bench)
    attach(cast, who.counter.number, name=STRANGE)
    attach(cast, who.counter.number, LOG, name="service.log")
    clock.pass_by(days=2)
    why = Why("other", "The caller asked about the invoice of May.")
    cast.bench.run(look_at_client, who=cast.staff("olga"), client=who.client, why=why)
    who.stop()
    clock.pass_by(hours=72)
    return who


def check(path: Path, kept: Kept) -> None:
    """Fail unless the opened package has all of *kept*, under names that stay in their folder."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".json", ".jsonl"))]
        text = "\n".join(archive.read(name).decode() for name in names)
        # What an agreement says in words of its own stands in its PDF, beside the signatures.
        papers = [name for name in archive.namelist() if name.startswith("agreements/")]
        text += "\n".join(read_evidence(archive.read(name)).decode() for name in papers)
        assert sorted(each for each in kept.words if each[1] not in text) == []
        assert len(archive.read("events.jsonl").splitlines()) >= kept.events
        index = json.loads(archive.read("index.json"))
        hashes = Counter(sha256(archive.read(row["path"])).hexdigest() for row in index)
        assert hashes == Counter(row["sha256"] for row in index)
        assert Counter(digest for _, digest in kept.files.elements()) <= hashes
        assert {"agreements", "dossiers", "files"} <= {row["path"].split("/")[0] for row in index}
        for name in archive.namelist():
            assert not PurePosixPath(name).is_absolute()
            assert ".." not in PurePosixPath(name).parts


def test_debians_age_opens_what_was_handed_over_in_person(
    cast: Cast, going: Leaver, tmp_path: Path
) -> None:
    kept = kept_of(cast.bench, going)
    assert kept.files.total() == 3
    dora, page = cast.client("dora"), f"/cases/{going.case}/"
    slip = dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    source, target = tmp_path / "return.age", tmp_path / "return.zip"
    source.write_bytes(dora.post(f"{page}package").getvalue())
    words = WORDS.findall(slip.content.decode())[0]
    assert debian_age.open_under(f"{words} no", source, target) != 0
    assert debian_age.open_under(words, source, target) == 0
    check(target, kept)


def test_age_encryption_opens_what_a_settled_key_fetched(
    cast: Cast, going: Leaver, tmp_path: Path
) -> None:
    kept = kept_of(cast.bench, going)
    signed = going.phone.act("fetch-return", going.case)
    answer = going.phone.post("/c/return", {"statement": signed})
    source, target = tmp_path / "return.age", tmp_path / "return.zip"
    source.write_bytes(answer.content)
    node.age_open(source, target, identity=going.phone.identity)
    check(target, kept)
