"""What the machine is told to be: copies that survive on the disk, and memory that is swapped."""

from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.shop.commands import machine
from sealbench.shop.config import Config

HEAD = "Filename\tType\tSize\tUsed\tPriority\n"


@pytest.mark.parametrize(
    ("areas", "crypt", "expected"),
    [
        ("", "", False),
        ("/dev/zram0 partition 1 0 100\n", "", False),
        ("/dev/sda2 partition 1 0 -2\n", "", True),
        ("/swapfile file 1 0 -2\n", "", True),
        ("/dev/dm-1 partition 1 0 -2\n", "CRYPT-PLAIN-swap\n", False),
        ("/dev/dm-1 partition 1 0 -2\n", "LVM-abc\n", True),
        ("/dev/zram0 partition 1 0 100\n/dev/sda2 partition 1 0 -2\n", "", True),
    ],
)
def test_swap_is_told_unless_it_is_encrypted_or_in_memory(
    areas: str, crypt: str, *, expected: bool, tmp_path: Path
) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text(HEAD + areas)
    uuid = tmp_path / "blocks" / "dm-1" / "dm" / "uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text(crypt)
    found = machine.may_be_swapped(swaps, tmp_path / "none", tmp_path / "blocks")
    assert found is expected


def test_a_file_system_that_keeps_old_blocks_is_told_of_a_real_home_alone(
    home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace(home, trial=False)
    for kind, found in (("btrfs", 1), ("ext4", 0)):
        with monkeypatch.context() as patch:
            patch.setattr("sealbench.keyring.ground.file_system", lambda _path, kind=kind: kind)
            advice = dict(machine.findings(real))["overwritten keys are overwritten on the disk"]
            assert bool(advice) == bool(found)
            assert not any(dict(machine.findings(replace(home, trial=True))).values())
