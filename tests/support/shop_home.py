"""Lay out a home on disk for browser tests: a founded shop, jobs, links and a pass.

Run as `python -m tests.support.shop_home HOME PORT` in a process of its own, since the bench
of a test process has its own home; prints what the browsers need as one JSON object.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_KINDS = ("Battery", *["Software problem"] * 5)


def laid_out(home: Path, port: int) -> dict[str, Any]:
    """Have a process of its own make the home, and return what is needed to come in."""
    from sealbench import canon  # noqa: PLC0415 - not before the environment of the other one

    made = subprocess.run(
        [sys.executable, "-m", "tests.support.shop_home", str(home), str(port)],
        check=True,
        capture_output=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("SEALBENCH_")},
    )
    return canon.parse(made.stdout)


def lay_out(home: Path, port: int) -> bytes:
    """Make the home and return what is needed to come in, as canonical JSON."""
    home.mkdir(parents=True, exist_ok=True)
    site = f"http://localhost:{port}"
    lines = (f"SITE={site}", "TRIAL=yes", f"LISTEN=127.0.0.1:{port}")
    (home / "settings.env").write_text("".join(f"SEALBENCH_{line}\n" for line in lines))
    os.environ["SEALBENCH_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sealbench.shop.settings"

    import django  # noqa: PLC0415 - after the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from sealbench.shop import config  # noqa: PLC0415
    from sealbench.shop.bench import opening  # noqa: PLC0415
    from sealbench.shop.home import make_home  # noqa: PLC0415

    settings = config.load()
    make_home(settings)
    call_command("migrate", verbosity=0)
    opening.found_house(settings, name="Corner Repairs")
    return _fill(settings)


def _fill(settings: object) -> bytes:
    from sealbench import canon  # noqa: PLC0415
    from sealbench.shop.bench import opening  # noqa: PLC0415
    from sealbench.shop.procedures.issue_link import issue_link  # noqa: PLC0415
    from sealbench.shop.procedures.start_counter import start_counter  # noqa: PLC0415
    from tests.support.cast import make_cast  # noqa: PLC0415
    from tests.support.clocks import MovedClock  # noqa: PLC0415
    from tests.support.desk import intake, take_in  # noqa: PLC0415

    clock = MovedClock(seconds=1)  # what passes while the cast is made
    bench = opening.open_bench(settings, clock)  # type: ignore[arg-type]  # imported late, see above
    cast = make_cast(bench, clock)
    links: list[canon.JSONValue] = []
    jobs = [take_in(cast, intake(cast, kind)) for kind in _KINDS]
    for job in jobs:
        slip = bench.run(issue_link, who=cast.staff("dora"), number=job.number)
        address = f"{bench.config.site}/c/#{slip.link.token}.{slip.genesis}"
        links.append({"number": job.number, "link": address, "code": slip.link.code})
    given = bench.run(start_counter, who=cast.staff("dora"), number=jobs[-1].number)
    bench.executor.close()
    return canon.to_bytes(
        {"links": links, "pass": given.link.token, "dora": cast.sessions["dora"].token}
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(lay_out(Path(sys.argv[1]), int(sys.argv[2])))
