"""Files that are not sealed logins, each with the reason; none opens, none is stored."""

from collections.abc import Iterator

from sealbench.seal import age
from sealbench.seal.age import Stanza

X25519 = Stanza((b"X25519", age.b64(bytes(31) + b"\x09")), bytes(32))
HEAD = b"age-encryption.org/v1\n"


def forgeries(good: bytes) -> Iterator[tuple[str, bytes]]:
    """Bend *good*, a file sealed to one person, in each way that the check must notice."""
    header = age.parse_header(good)
    payload = good[header.size :]
    yield "empty", b""
    yield "plaintext", b'{"password":"x"}' + bytes(2000)
    yield "armoured", b"-----BEGIN AGE ENCRYPTED FILE-----\n" + age.b64(good)
    yield "another version", good.replace(b"/v1", b"/v2", 1)
    yield "carriage returns", good[: header.size].replace(b"\n", b"\r\n") + payload
    yield "header alone", good[: header.size]
    yield "truncated header", good[:1000]
    yield "one byte short", good[:-1]
    yield "one byte long", good + b"\0"
    yield "a block of 256", good[:-256]
    yield "no plaintext", good[: header.size + 32]
    yield "too long", good + bytes(4096)
    yield "far too long", good + bytes(65536)
    yield "padded base64", good.replace(b"\n--- ", b"=\n--- ", 1)
    yield "no recipient", HEAD + good[good.index(b"---") :]
    yield from _other_stanzas(header.stanzas[0], payload)


def _other_stanzas(stanza: Stanza, payload: bytes) -> Iterator[tuple[str, bytes]]:
    tag, argument = stanza.arguments
    bad = {
        "classic recipient": [X25519],
        "mixed recipients": [stanza, X25519],
        "greased": [stanza, Stanza((b"grease",), b"")],
        "twice the same": [stanza, stanza],
        "no argument": [Stanza((tag,), stanza.body)],
        "two arguments": [Stanza((tag, argument, b"x"), stanza.body)],
        "short argument": [Stanza((tag, age.b64(bytes(1119))), stanza.body)],
        "long argument": [Stanza((tag, age.b64(bytes(1121))), stanza.body)],
        "bent argument": [Stanza((tag, argument[:-1] + b"!"), stanza.body)],
        "short body": [Stanza(stanza.arguments, stanza.body[:-1])],
        "long body": [Stanza(stanza.arguments, stanza.body + b"\0")],
        "passphrase": [Stanza((b"scrypt", age.b64(bytes(16)), b"18"), stanza.body)],
    }
    for reason, stanzas in bad.items():
        made = age.encrypt(b"", bytes(16), stanzas)
        yield reason, made[: age.parse_header(made).size] + payload
