"""Commands of the shop, found by the command line through an entry point."""

import os

import typer


def register(app: typer.Typer) -> None:
    """Add the shop's commands to *app*."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sealbench.shop.settings")
    from sealbench.shop.commands import (  # noqa: PLC0415 - after the variable
        backup,
        certificate,
        doctor,
        erase,
        ledger,
        policy,
        resume,
        serve,
        site,
    )

    app.command("serve")(serve.serve)
    app.command("doctor")(doctor.doctor)
    app.command("erase")(erase.erase)
    app.command("resume")(resume.resume)
    app.add_typer(site.app, name="site")
    app.add_typer(ledger.app, name="ledger")
    app.add_typer(backup.app, name="backup")
    app.add_typer(certificate.app, name="certificate")
    app.add_typer(policy.app, name="policy")
