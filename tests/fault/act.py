"""One act in a process of its own, to be killed: forked, or `python -m tests.fault.act ACT`.

The home comes by the environment and the act's particulars by a file in the home.  What was
released is printed only after the act has returned, as a server would send it.
"""

import os
import sys
from pathlib import Path

import django
from django.db import connection, connections

django.setup()

from sealbench import canon  # noqa: E402 - Django first
from sealbench.ids import FileId, JobId, LoginId, PersonId  # noqa: E402
from sealbench.policy import Policy  # noqa: E402
from sealbench.shop import config  # noqa: E402
from sealbench.shop.bench import Bench, Staff, opening  # noqa: E402
from sealbench.shop.procedures.attach_file import attach_file  # noqa: E402
from sealbench.shop.procedures.close_job import close_job  # noqa: E402
from sealbench.shop.procedures.confirm_erasure import confirm_erasure  # noqa: E402
from sealbench.shop.procedures.deliver_notices import deliver_notices  # noqa: E402
from sealbench.shop.procedures.file_intake import FileIntake  # noqa: E402
from sealbench.shop.procedures.file_objects import drop_objects  # noqa: E402
from sealbench.shop.procedures.open_login import open_login  # noqa: E402
from sealbench.shop.procedures.remove_file import remove_file  # noqa: E402
from sealbench.statement import SignedStatement  # noqa: E402
from tests.fault import backup_acts  # noqa: E402
from tests.fault.destroy_act import destroy_it  # noqa: E402
from tests.support.files import HARMLESS, SOUND  # noqa: E402

RULES = Policy.load()  # once for all forks
MARK = b"the act begins\n"
FILE = "act.json"

Told = dict[str, canon.JSONValue]


def open_it(bench: Bench, told: Told) -> None:
    opened = bench.run(
        open_login,
        who=staff(told, "technician"),
        number=int(str(told["number"])),
        login=LoginId(str(told["login"])),
        signed=SignedStatement.from_json(told["signed"]),
    )
    os.write(1, b"released " + canon.b64u(opened.file).encode() + b"\n")


def close_it(bench: Bench, told: Told) -> None:
    erasure = bench.run(close_job, who=staff(told, "desk"), job=JobId(str(told["job"])))
    os.write(1, b"closed\n")
    bench.run(confirm_erasure, erasure=erasure)
    os.write(1, b"confirmed\n")


def staff(told: Told, role: str) -> Staff:
    session = str(told[f"{role} session"])
    return Staff(PersonId(str(told[role])), "Somebody", frozenset(), session, "passkey")


def deliver_it(bench: Bench, _told: Told) -> None:
    deliver_notices(bench, {})


def attach_it(bench: Bench, told: Told) -> None:
    intake = FileIntake(bench.objects, name="fan.wav", limit=bench.config.file_limit, seats=None)
    intake.take(SOUND)
    upload = intake.read_through()
    who, number = staff(told, "technician"), int(str(told["number"]))
    file = bench.run(attach_file, who=who, number=number, upload=upload, override=HARMLESS)
    os.write(1, b"attached " + file.encode() + b"\n")


def remove_it(bench: Bench, told: Told) -> None:
    file = FileId(str(told["file"]))
    erasure = bench.run(
        remove_file, who=staff(told, "technician"), number=int(str(told["number"])), wanted=file
    )
    os.write(1, b"removed\n")
    bench.run(confirm_erasure, erasure=erasure)
    drop_objects(bench, [file])


ACTS = {
    "open": open_it,
    "close": close_it,
    "deliver": deliver_it,
    "attach": attach_it,
    "remove": remove_it,
    "destroy": destroy_it,
}


def look_at(database: Path) -> None:
    """Let Django use *database*, whatever it was set up for."""
    connections.close_all()
    settings = connections.settings["default"]
    settings["NAME"] = connection.settings_dict["NAME"] = str(database)


def main(act: str) -> None:
    """Run *act* on the home of the environment."""
    config.load.cache_clear()  # a fork was set up for another home
    settings = config.load()
    look_at(settings.database)
    told = canon.parse((settings.home / FILE).read_bytes())
    if act in backup_acts.ACTS:
        backup_acts.ACTS[act](settings, RULES, told, MARK)
        return
    bench = opening.open_bench(settings, rules=RULES)
    os.write(2, MARK)
    ACTS[act](bench, told)
    bench.executor.close()


if __name__ == "__main__":
    main(sys.argv[1])
