import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.screen import screen
from sealbench.screen.formats import is_iban, is_recovery_key, luhn
from sealbench.screen.identity import is_nhs_number, is_pension_number, is_tax_id

_KEY = "136752-501270-248193-660891-418044-075702-301906-589006"


def rules(text: str) -> list[str]:
    found = [finding.rule for finding in screen(text).findings]
    return [rule for rule in found if not rule.startswith(("ranked", "cue", "hint"))]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("card 4111 1111 1111 1111", "luhn"),
        ("5500-0055-5555-5559 exp 12/27", "luhn"),
        ("378282246310005", "luhn"),
        ("4111 1111 1111 1111 12/27 999", "luhn"),
        ("bitlocker " + _KEY, "bitlocker"),
        ("id 123456 " + _KEY.replace("-", " "), "bitlocker"),
        (_KEY.replace("-", "\n"), "bitlocker"),
        ("DE89370400440532013000", "iban"),
        ("de89 3704 0044 0532 0130 00, thanks", "iban"),
        ("AKIAIOSFODNN7EXAMPLE", "aws-key"),
        ("AGE-SECRET-KEY-PQ-1" + "Q" * 40, "age-identity"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn", "private-key"),
        ("otpauth://totp/x?secret=ABC", "otpauth"),
        ("sk-proj-Ab12Cd34Ef56Gh78Ij90", "sk-key"),
        ("ftp://bob:secret@host/x", "url-login"),
        ("A1B2-C3D4-E5F6-G7H8-J9K1-L2M3", "filevault-form"),
        ("12345-ABCDE-12345-ABCDE-12345", "product-key-form"),
        ("Steuer-ID 86095742719", "steuer-id"),
        ("Rentenversicherung 15070649C103", "rvnr"),
        ("NHS 943 476 5919", "nhs"),
        ("SSN 536-22-1234", "ssn"),
        ("national insurance AB 12 34 56 C", "nino"),
    ],
)
def test_a_form_is_found(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "card 4111 1111 1111 1112",
        "tracking 4111111111111111",
        "IMEI 490154203237518",
        "4444444444444444",
        "x4111111111111111",
        "3.4111111111111111",
        "4111111111111111x",
        "41111111111111111111",
        "4111  1111  1111  1111",
        _KEY.replace("136752", "136753"),
        _KEY.replace("136752", "999999"),
        "-".join(["136752"] * 8),
        _KEY.replace("-", "/"),
        "DE88370400440532013000",
        "DE893704004405320130",
        "DE893704004405320130007",
        "ZZ89370400440532013000",
        "AKIA1234",
        "https://example.com/a:b@c",
        "sk-learn-is-a-long-package-name",
        "Steuer-ID 86095742718",
        "Steuer-ID 12345678901",
        "86095742719",
        "NHS 943 476 5918",
        "536-22-1234",
        "SSN 000-22-1234",
        "AB 12 34 56 C",
        "Rentenversicherung 15070649C104",
    ],
)
def test_what_does_not_check_is_no_finding(text: str) -> None:
    assert rules(text) == []


@given(st.text("0123456789", min_size=12, max_size=18), st.integers(1, 9))
def test_luhn_has_one_check_digit_and_sees_each_single_error(body: str, error: int) -> None:
    right = [d for d in "0123456789" if luhn(body + d)]
    assert len(right) == 1
    wrong = str((int(body[0]) + error) % 10) + body[1:]
    assert not luhn(wrong + right[0])


@given(st.lists(st.integers(0, 65535), min_size=8, max_size=8, unique=True))
def test_every_recovery_key_is_found(words: list[int]) -> None:
    groups = [f"{word * 11:06d}" for word in words]
    assert is_recovery_key(groups)
    assert not is_recovery_key(groups[:7])
    assert not is_recovery_key([*groups[:7], "720896"])
    assert "bitlocker" in rules("-".join(groups))


@given(st.text("0123456789", min_size=18, max_size=18))
def test_every_german_iban_is_found(account: str) -> None:
    check = 98 - int(account + "131400") % 97
    iban = f"DE{check:02d}{account}"
    assert is_iban(iban)
    assert "iban" in rules(iban)
    assert not is_iban(f"DE{check % 97 + 1:02d}{account}")
    assert not is_iban(iban[:-1])


def test_the_checks_of_identity_numbers() -> None:
    assert is_tax_id("86095742719")
    assert not is_tax_id("86095742710")
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("0000000000")
    assert is_pension_number("15070649C103")
