"""Node, as the build brings it along, in the folder of the front end and its libraries."""

import subprocess
import sys
from pathlib import Path

FRONT = Path(__file__).parents[2] / "frontend"
_NODE = Path(sys.executable).parent / "node"

AGE_OPEN = """
import { createReadStream, createWriteStream } from "node:fs";
import { Readable, Writable } from "node:stream";
import * as age from "age-encryption";
const [kind, secret, from, to] = process.argv.slice(1);
const opener = new age.Decrypter();
if (kind === "identity") opener.addIdentity(secret); else opener.addPassphrase(secret);
const plain = await opener.decrypt(Readable.toWeb(createReadStream(from)));
await plain.pipeTo(Writable.toWeb(createWriteStream(to)));
"""


def run(script: str, *arguments: str) -> str:
    """Return what the module *script* writes to stdout; raise if it ends badly."""
    command = [str(_NODE), "--input-type=module", "--eval", script, "--", *arguments]
    done = subprocess.run(command, cwd=FRONT, capture_output=True, text=True, check=True)
    return done.stdout


def age_open(source: Path, target: Path, *, identity: str = "", passphrase: str = "") -> None:
    """Open the age file *source* into *target* by npm's age-encryption and nothing of ours."""
    kind = "identity" if identity else "passphrase"
    run(AGE_OPEN, kind, identity or passphrase, str(source), str(target))
