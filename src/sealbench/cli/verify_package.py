"""What ``sealbench verify`` does with an opened return package: compare it with its manifest."""

from typing import BinaryIO

import typer

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.package import check_archive


def verify_package(source: BinaryIO, *, fingerprint: str | None, as_json: bool) -> None:
    """Print that every entry of the zip *source* agrees with its manifest.

    Raise MalformedError for another form, VerificationError for what does not agree.
    """
    if fingerprint is not None:
        raise MalformedError(
            "a package has no fingerprint", hint="verify the dossiers inside of it with it"
        )
    entries = len(check_archive(source))
    if as_json:
        typer.echo(canon.to_bytes({"entries": entries, "holds": True, "kind": "package"}))
        return
    typer.echo(f"Return package, {entries} entries: each is what the manifest says.")
    typer.echo("Who made it, this cannot show: compare the file that you got with the shop's slip.")
