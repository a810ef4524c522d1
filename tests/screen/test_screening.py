import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.screen import CONTEXTS, Finding, Verdict, redacted, screen

_ANY = st.text(alphabet=st.characters(exclude_categories=())) | st.lists(
    st.sampled_from(
        [
            "pw",
            "password",
            "PIN",
            "clave",
            "login",
            ":",
            " ",
            "\n",
            "is",
            "=",
            "4711",
            "hunter2",
            "\x00",
            "\ud800",
            "\u200b",
            "\u202e",
            "\ufdfa",
            "\u0435",
            "ß",
            "İ",
            "e\u0301",
            "😀",
            "/",
            "-",
            "admin",
            "4111111111111111",
        ]
    ),
    max_size=30,
).map("".join)

_ADVERSARIES = [
    "pw ",
    "password: ",
    "pin 1 ",
    "1 ",
    "1",
    "4 ",
    "4111 ",
    "111111-",
    "login: a/",
    "admin/",
    "eyJaaaaaaaaaa-",
    "://",
    "DE44 ",
    "-----BEGIN PRIVATE KEY-----\n",
    "password (",
    "password a b c d e ",
    "is the ",
    "hunter2 is the password ",
    'password "',
    "A1B2-",
    "\ufdfa",
    "😀",
    "unlock pattern: 1-",
    "seed phrase abc ",
    "call ask pin 4711 ",
    "steuer 1 2 ",
    "pin",
    "\u0435",
    "aA1!",
]


@given(_ANY, st.sampled_from(sorted(CONTEXTS)))
def test_spans_lie_within_the_text_in_order(text: str, context: str) -> None:
    findings = screen(text, context=context).findings
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert [f.start for f in findings] == sorted(f.start for f in findings)


@given(_ANY)
def test_redaction_keeps_exactly_what_lies_outside_the_spans(text: str) -> None:
    verdict = screen(text)
    covered = {i for f in verdict.findings for i in range(f.start, f.end)}
    outside = "".join(char for i, char in enumerate(text) if i not in covered)
    hidden = redacted(text, verdict)
    assert hidden.replace("[hidden]", "") == outside.replace("[hidden]", "")
    assert (hidden == text) == verdict.clean


@given(
    st.from_regex(r"[a-z]{3}[0-9]{3}[A-Z!#%]{2}", fullmatch=True),
    st.sampled_from(["pw: {}", "Passwort: {}", "la contraseña es {}", "mot de passe : {}"]),
)
def test_a_strong_value_after_a_cue_blocks_and_its_span_is_exact(value: str, frame: str) -> None:
    text = frame.format(value)
    verdict = screen(text)
    assert verdict.blocks
    assert [text[f.start : f.end] for f in verdict.findings] == [value]
    assert value not in redacted(text, verdict)


@pytest.mark.parametrize("piece", _ADVERSARIES)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    start = time.process_time()
    screen(text)
    # Linear it takes 0.1 to 1 s of CPU, by the machine's mood; quadratic, many minutes.
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "p\u0430ssw\u043erd: Sunny1day",  # Cyrillic
        "\uff50assword\uff1a Sunny1day",
        "pass\u200bwo\u00adrd: Sunny1day",
        "\u202epassword\u202c: Sunny1day",
        "p4ssw0rd: Sunny1day",
        "PÁSSWORD: Sunny1day",
        "pass\x00word: Sunny1day",
        "password:\nSunny1day",
        "password \u2192 Sunny1day",
    ],
)
def test_disguised_cues_are_read(text: str) -> None:
    verdict = screen(text)
    assert [text[f.start : f.end] for f in verdict.findings] == ["Sunny1day"]
    assert verdict.blocks


def test_a_span_counts_code_points_of_the_original() -> None:
    text = "😀 ﬃ e\u0301 pw: H\u200bunter\u06602"
    (finding,) = screen(text).findings
    assert text[finding.start : finding.end] == "H\u200bunter\u06602"


def test_a_finding_tells_all_but_the_secret() -> None:
    (finding,) = screen("pw: hunter2").findings
    assert finding == Finding(4, 11, "password", "cue-sign", "block", finding.advice, 0.97)
    assert "hunter2" not in repr(finding)
    assert finding.advice


def test_clean_and_blocks_differ() -> None:
    assert screen("new battery").clean
    asked = screen("pin 4711")
    assert not asked.clean
    assert not asked.blocks


def test_the_graver_finding_stays_where_two_overlap() -> None:
    (finding,) = screen("password: 4111 1111 1111 1111").findings[:1]
    assert finding.severity == "block"
    text = "pw AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQ"
    assert [f.rule for f in screen(text).findings] == ["age-identity"]


def test_redaction_joins_spans_that_overlap() -> None:
    found = tuple(
        Finding(*span, "other_secret", "r", "ask", "a", 0.5)
        for span in ((1, 4), (2, 6), (3, 5), (6, 7))
    )
    assert redacted("abcdefgh", Verdict(found)) == "a[hidden][hidden]h"


def test_a_name_is_not_asked_about_for_a_mere_neighbour() -> None:
    assert screen("Pass 2024", context="name").clean
    assert not screen("Pass 2024").clean
    assert screen("pw: hunter2", context="name").blocks


def test_a_file_name_joins_words_with_underscores() -> None:
    assert not screen("wifi_password_hunter2x.txt", context="filename").clean
    assert screen("password_reset_guide.pdf", context="filename").clean


def test_an_unknown_context_is_refused() -> None:
    with pytest.raises(MalformedError):
        screen("", context="poem")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("password: 12.03.1984", "ask"),
        ("PIN is 4711", "block"),
        ("password is 84712", "block"),
        ("password is sunshine.", "ask"),
        ("password sunshine", "ask"),
        ("account maria Sommer2019", "ask"),
        ("4711 ist der code", "ask"),
        ("pw 84712", "ask"),
        ("the desktop wants rosie1961", "ask"),
        ("la sesión se abre con mariposa", "ask"),
        ("pw: her dog's name + year", "ask"),
        ("code: 84712", "ask"),
        ("access code: B4D7x", "block"),
        ("unlock pattern is an L", "ask"),
        ("login: maria / mariposa", "ask"),
        ("pw: (hunter2)", "block"),
        ("4711 is the PIN", "block"),
        ("forgot password, new password: hunter2", "block"),
        ("zugang = otto | Katze77", "block"),
        ("seed phrase: Kx92hhdk2", "block"),
    ],
)
def test_the_link_and_the_value_decide_the_severity(text: str, severity: str) -> None:
    assert [f.severity for f in screen(text).findings] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "password was changed",
        "password is being typed here",
        "unlock pattern unknown",
        "login: carla / PIN:",
        "password: user:",
        "word is the password",
        "set PASS=%PASS% in deploy.bat",
        "DB_PASS=${ROOT_PW2} comes from the vault",
        "backup.sh has pass=$PASS and nobody sets it",
        "pw: tbc",
        "Password: n/k. Find My: off",
        "the password was Ch******9, masked on the invoice",
        "server=10.0.4.2;uid=till;pwd=*****;encrypt=no",
        "settings.ini has pass=ENC(…) and the app owner the key",
    ],
)
def test_what_only_talks_of_a_secret_is_clean(text: str) -> None:
    assert screen(text).clean


@pytest.mark.parametrize(
    "text",
    [
        "set PASS=%Quokka77 in deploy.bat",
        "DB_PASS=${ROOT}Quokka77!",
        "pass=$Quokka77",
        "pw: Ch***9kz",
        "pw: Quokka77****",
        "pw: $UMMER",
        "pw: ****Quokka77****",
        "pass=ENC(a1)Quokka77!",
    ],
)
def test_what_only_begins_like_a_placeholder_is_a_secret(text: str) -> None:
    assert screen(text).blocks


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ("the desktop wants rosie1961", "password", "rosie1961"),
        ("fluffy2009 is the pw", "password", "fluffy2009"),
        ("nas: admin / bluewhale77", "username_with_password", "admin / bluewhale77"),
        ("die PIN vom Handy ist 4711", "pin", "4711"),
        ("pw: her dog's name + year", "password", "her dog's name + year"),
        ("unlock pattern: top left, down, right", "pattern", "top left, down, right"),
        ("pw: h u n t e r 2", "password", "h u n t e r 2"),
        ("wifi key sunny-tree-42", "wifi_key", "sunny-tree-42"),
        ("card 4111 1111 1111 1111", "card_number", "4111 1111 1111 1111"),
    ],
)
def test_every_kind_has_its_name_and_its_span(text: str, kind: str, secret: str) -> None:
    (finding,) = screen(text).findings
    assert (finding.kind, text[finding.start : finding.end]) == (kind, secret)


_HARMLESS = ["Fan replaced.", "The case was cleaned.", "Akku ist neu.", "La batería carga bien."]


@given(
    st.sampled_from(["pw: hunter2x", "PIN: 4711", "la clave es Luna_77", "4111 1111 1111 1111"]),
    st.lists(st.sampled_from(_HARMLESS), max_size=4),
    st.lists(st.sampled_from(_HARMLESS), max_size=4),
    st.sampled_from([" ", "\n"]),
)
def test_a_harmless_sentence_never_removes_a_strong_finding(
    note: str, before: list[str], after: list[str], joint: str
) -> None:
    assert screen(note).blocks
    assert screen(joint.join([*before, f"{note}.", *after])).blocks
