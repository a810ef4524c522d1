"""Letters on a real wire: covered or not at all, and nothing in them but what they may say."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop import smtp
from sealbench.shop.mail import Cover
from sealbench.shop.smtp import Fate, Letter
from tests.support.post_office import SENDER, Office, make_certificate, post_office

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE, HOST = "https://seal.example.org", "seal.example.org"
LETTER = Letter("a" * 24, "ida@example.org", "Corner Repairs", "Something changed on job 1001.")


def message(letter: Letter = LETTER) -> EmailMessage:
    return smtp.compose(letter, sender=SENDER, site=SITE, host=HOST, at=NOON)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this process trust the authority of the test, as a system trusts those it knows."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return tmp_path


@pytest.fixture(params=[Cover.TLS, Cover.STARTTLS])
def office(trusted: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    with post_office(trusted, request.param) as made:
        yield made


def test_a_letter_arrives_by_tls_and_its_envelope_names_both_ends(office: Office) -> None:
    assert smtp.send(office.server, message(), host=HOST) is Fate.SENT
    (letter,) = office.letters
    assert (letter.mail_from, letter.rcpt_tos) == (SENDER, ["ida@example.org"])
    assert "Something changed on job 1001." in office.texts[0]


def test_the_head_names_the_site_and_nothing_of_this_machine(office: Office) -> None:
    smtp.send(office.server, message(), host=HOST)
    head = office.texts[0].partition("\r\n\r\n")[0]
    assert [line.partition(":")[0] for line in head.splitlines()] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version", "X-Peer",
    ][: len(head.splitlines())]  # fmt: skip
    assert f"Message-ID: <{'a' * 24}@{HOST}>" in head
    assert "Auto-Submitted: auto-generated" in head
    assert "Date: Mon, 23 Nov 2026 12:00:00 +0000" in head
    assert "Subject: A message from Corner Repairs" in head
    assert "1001" not in head
    assert set(office.greetings) == {HOST}


def test_a_shop_with_other_letters_is_called_by_its_name(office: Office) -> None:
    named = replace(LETTER, shop="Ödegård & Søn, „Reparatur“")
    smtp.send(office.server, message(named), host=HOST)
    made = message(named)
    assert made["From"].addresses[0].display_name == named.shop
    assert "Ödegård" in made.get_content()
    assert office.texts[0].isascii()


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, shop="Corner\r\nBcc: mallory@example.org"),
        replace(LETTER, shop="Corner\nX: y"),
        replace(LETTER, shop="Corner\u2028X: y"),
        replace(LETTER, to="ida@example.org\r\nBcc: mallory@example.org"),
        replace(LETTER, to="ida@example.org, mallory@example.org"),
        replace(LETTER, to="Ida <ida@example.org>"),
        replace(LETTER, to="ida@example.org> SIZE=1"),
        replace(LETTER, to="ida@exämple.org"),
    ],
)
def test_nothing_writes_a_header_of_its_own(letter: Letter) -> None:
    assert message()["To"] == "ida@example.org"
    with pytest.raises(MalformedError):
        message(letter)


def test_a_text_cannot_end_the_letter_or_begin_a_head(office: Office) -> None:
    odd = replace(LETTER, text="one\r\n.\r\nMAIL FROM:<mallory@example.org>\r\nBcc: x@example.org")
    assert smtp.send(office.server, message(odd), host=HOST) is Fate.SENT
    assert len(office.letters) == 1
    assert "Bcc" not in office.texts[0].partition("\r\n\r\n")[0]


def test_without_starttls_nothing_is_sent_and_no_password_is_told(trusted: Path) -> None:
    with post_office(trusted, Cover.STARTTLS, starttls=False) as office:
        assert smtp.send(office.server, message(), host=HOST) is Fate.LATER
        assert office.letters == []
        plain = replace(office.server, cover=Cover.NONE)  # what the loopback alone may have
        assert smtp.send(plain, message(), host=HOST) is Fate.SENT


def test_a_certificate_of_nobody_we_know_gets_nothing(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        assert smtp.send(office.server, message(), host=HOST) is Fate.LATER
        with pytest.raises(UnavailableError, match="certificate"):
            smtp.connect(office.server, host=HOST)
        assert office.letters == []


def test_a_certificate_for_another_name_gets_nothing(
    trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with post_office(trusted) as office:
        assert smtp.send(office.server, message(), host=HOST) is Fate.SENT
        elsewhere = replace(office.server, host="127.0.0.1")
        assert smtp.send(elsewhere, message(), host=HOST) is Fate.LATER
        assert len(office.letters) == 1
        other = trusted / "other"
        other.mkdir()
        make_certificate(other, "localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(other / "ca.pem"))
        assert smtp.send(office.server, message(), host=HOST) is Fate.LATER


def test_a_server_that_is_down_is_later(trusted: Path) -> None:
    with post_office(trusted) as office:
        server = office.server
    assert smtp.send(server, message(), host=HOST) is Fate.LATER


def test_a_wrong_password_is_later_and_says_where_to_look(office: Office) -> None:
    assert office.server.password_file is not None
    office.server.password_file.write_text("another")
    assert smtp.send(office.server, message(), host=HOST) is Fate.LATER
    with pytest.raises(UnavailableError, match="user or password"):
        smtp.connect(office.server, host=HOST)


@pytest.mark.parametrize("text", ["", "\n", "two\nlines", "a\x00b"])
def test_a_password_file_that_holds_none_is_later(office: Office, text: str) -> None:
    assert office.server.password_file is not None
    office.server.password_file.write_text(text)
    assert smtp.send(office.server, message(), host=HOST) is Fate.LATER
    assert office.letters == []


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("550 no such mailbox ida@example.org", Fate.NEVER),
        ("450 come again", Fate.LATER),
    ],
)
def test_an_address_that_is_refused(office: Office, answer: str, fate: Fate) -> None:
    office.recipients = answer
    assert smtp.send(office.server, message(), host=HOST) is fate


@pytest.mark.parametrize("answer", ["554 not this one", "451 come again"])
def test_a_letter_that_is_refused_is_later(office: Office, answer: str) -> None:
    office.data = answer
    assert smtp.send(office.server, message(), host=HOST) is Fate.LATER


def test_a_bad_farewell_after_the_letter_was_taken_sends_no_second_one(office: Office) -> None:
    office.farewell = "554 go away"
    assert smtp.send(office.server, message(), host=HOST) is Fate.SENT


def test_no_answer_of_a_server_reaches_the_log(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    office.data = "554 ida@example.org is not welcome"
    smtp.send(office.server, message(), host=HOST)
    told = "".join(capfd.readouterr())
    assert "SMTPDataError" in told
    assert "ida@" not in told


def test_the_context_demands_a_name_and_a_chain() -> None:
    context = ssl.create_default_context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
