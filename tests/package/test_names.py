import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.package.names import LONGEST, Folder, harmless
from tests.package.samples import HOSTILE

names = st.one_of(st.text(max_size=300), st.sampled_from(HOSTILE))
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@given(names)
def test_a_harmless_name_is_an_ordinary_file_everywhere(name: str) -> None:
    found = harmless(name)
    assert found
    assert not set(found) & set('/\\:*?"<>|')
    assert {letter for letter in found if unicodedata.category(letter)[0] in "CZ"} <= {" "}
    assert found[0] not in " .-~"
    assert found[-1] not in " ."
    assert found.split(".")[0].strip().lower() not in DEVICES
    assert len(found) <= LONGEST
    assert len(found.encode()) <= 200
    assert found == unicodedata.normalize("NFKC", found)
    assert found.rpartition(".")[2].lower() not in {"exe", "lnk", "scf", "js", "url"}


@given(names)
def test_a_harmless_name_stays_as_it_is(name: str) -> None:
    assert harmless(harmless(name)) == harmless(name)


@given(st.lists(names, max_size=12))
def test_no_two_files_of_a_folder_meet_on_any_file_system(those: list[str]) -> None:
    folder = Folder()
    taken = [folder.take(name) for name in those]
    for fold in ("NFC", "NFD", "NFKC", "NFKD"):
        assert len({unicodedata.normalize(fold, each).casefold() for each in taken}) == len(those)
        assert len({unicodedata.normalize(fold, each.upper()) for each in taken}) == len(those)
    assert all(harmless(each) == each for each in taken)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Rechnung März.pdf", "Rechnung März.pdf"),
        ("scan (2).jpg", "scan (2).jpg"),
        ("修理記録.pdf", "修理記録.pdf"),
        ("счёт.txt", "счёт.txt"),
        ("backup.tar.gz", "backup.tar.gz"),
        ("notes", "notes"),
        ("../../../etc/cron.d/evil", "_.._.._etc_cron.d_evil"),
        ("C:\\autoexec.bat", "C__autoexec.bat.data"),
        ("CON", "_CON"),
        ("com¹.log", "_com1.log"),
        ("nul .txt", "_nul .txt"),
        ("console.log", "console.log"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("photo\u202egnp.exe", "photo_gnp.exe.data"),
        ("Look.Library-MS", "Look.Library-MS.data"),
        ("", "file"),
        ("...", "file"),
        ("\u3164", "file"),
        ("\uff0fetc\uff0fpasswd", "_etc_passwd"),
        ("x" * 400 + ".jpeg", "x" * 95 + ".jpeg"),
        ("x." + "y" * 400, "x." + "y" * 98),
        ("x" * 96 + ".exeyyyyyyyyyyyyyyyy", "x" * 91 + ".exe.data"),
    ],
)
def test_people_recognise_their_names(name: str, found: str) -> None:
    assert harmless(name) == found


def test_a_taken_name_gets_a_number_before_its_suffix() -> None:
    folder = Folder()
    names = ["a.jpg", "A.JPG", "a.jpg", "a (2).jpg", "zu\u0308.txt", "z\u00fc.txt", "b", "B"]
    assert [folder.take(name) for name in names] == [
        "a.jpg",
        "A (2).JPG",
        "a (3).jpg",
        "a (2) (2).jpg",
        "zü.txt",
        "zü (2).txt",
        "b",
        "B (2)",
    ]


def test_many_of_the_same_name_take_no_longer_each() -> None:
    folder = Folder()
    assert len({folder.take("photo.jpg") for _ in range(20_000)}) == 20_000
