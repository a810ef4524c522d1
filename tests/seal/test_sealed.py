import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import JobId, LoginId
from sealbench.seal import (
    Login,
    age,
    check_sealed,
    file_hash,
    new_identity,
    open_sealed,
    recipient_hashes,
    recipient_of,
    seal,
    verify_sealed,
)
from sealbench.statement import Statement
from tests.seal.forgeries import forgeries
from tests.statement.samples import JOB, LOGIN, statement

TARIQ, NINA, MALLORY = (new_identity() for _ in range(3))
TO_TARIQ, TO_NINA = recipient_of(TARIQ), recipient_of(NINA)
PLAIN = Login(JobId(JOB), LoginId(LOGIN), "Windows", "ida", "correct horse")
GOOD = seal(PLAIN, [TO_TARIQ])
BOTH = seal(PLAIN, [TO_TARIQ, TO_NINA])
HERE = {"job": JOB, "login": LOGIN, "label": "Windows"}


def signed_about(data: bytes, recipients: list[str]) -> Statement:
    return statement("seal", ciphertext=file_hash(data), recipients=recipient_hashes(recipients))


def test_each_person_named_opens_it_and_nobody_else() -> None:
    assert open_sealed(BOTH, TARIQ, **HERE) == PLAIN
    assert open_sealed(BOTH, NINA, **HERE) == PLAIN
    with pytest.raises(VerificationError):
        open_sealed(BOTH, MALLORY, **HERE)


def test_its_size_tells_the_number_of_people_and_of_blocks() -> None:
    assert len(GOOD) == 22 + 1557 + 48 + 32 + 512
    assert len(BOTH) == 22 + 2 * 1557 + 48 + 32 + 512


def test_it_opens_only_where_it_belongs() -> None:
    with pytest.raises(VerificationError):
        open_sealed(GOOD, TARIQ, **{**HERE, "job": LOGIN})


def test_the_server_counts_the_people() -> None:
    check_sealed(GOOD, recipients=1)
    check_sealed(BOTH, recipients=2)
    for wrong in (0, 2, 3):
        with pytest.raises(MalformedError):
            check_sealed(GOOD, recipients=wrong)


@pytest.mark.parametrize(
    ("reason", "data"), list(forgeries(GOOD)), ids=[each[0] for each in forgeries(GOOD)]
)
def test_the_server_refuses_every_other_file(reason: str, data: bytes) -> None:
    assert reason
    for count in (1, 2):
        with pytest.raises(MalformedError):
            check_sealed(data, recipients=count)
    with pytest.raises(MalformedError):
        open_sealed(data, TARIQ, **HERE)


def test_it_seals_to_one_to_sixteen_distinct_people() -> None:
    many = [recipient_of(new_identity()) for _ in range(17)]
    check_sealed(seal(PLAIN, many[:16]), recipients=16)
    for wrong in ([], [TO_TARIQ, TO_TARIQ], many, ["age1" + "q" * 58], [""]):
        with pytest.raises(MalformedError):
            seal(PLAIN, wrong)


def test_seventeen_stanzas_are_too_many() -> None:
    stanzas = [age.parse_header(seal(PLAIN, [TO_TARIQ])).stanzas[0] for _ in range(17)]
    with pytest.raises(MalformedError):
        check_sealed(age.encrypt(bytes(512), bytes(16), stanzas), recipients=17)


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_a_flipped_bit_never_opens(place: int) -> None:
    raw = bytearray(GOOD)
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises((MalformedError, VerificationError)):
        open_sealed(bytes(raw), TARIQ, **HERE)


def test_what_the_client_signed_is_this_file_for_these_people() -> None:
    verify_sealed(signed_about(BOTH, [TO_NINA, TO_TARIQ]), BOTH, [TO_TARIQ, TO_NINA])
    again = seal(PLAIN, [TO_TARIQ, TO_NINA])
    with pytest.raises(VerificationError):
        verify_sealed(signed_about(again, [TO_TARIQ, TO_NINA]), BOTH, [TO_TARIQ, TO_NINA])
    with pytest.raises(VerificationError):
        verify_sealed(
            signed_about(BOTH, [TO_TARIQ, recipient_of(MALLORY)]), BOTH, [TO_TARIQ, TO_NINA]
        )
    with pytest.raises(VerificationError):
        verify_sealed(signed_about(BOTH, [TO_TARIQ]), BOTH, [TO_TARIQ, TO_NINA])
    with pytest.raises(MalformedError):
        verify_sealed(statement("visit"), BOTH, [TO_TARIQ, TO_NINA])
