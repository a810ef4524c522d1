"""What is said over the socket: one spelling of each thing is taken, everything else refused."""

import pytest

from sealbench.errors import MalformedError, RefusedError, SealbenchError, UnavailableError
from sealbench.shop.commands import wire

FAMILIES = sorted(SealbenchError.__subclasses__(), key=lambda family: family.code)
ODD = {
    "nothing": b"",
    "no json": b"resume",
    "no object": b'["resume"]',
    "no command": b'{"v":1}',
    "no version": b'{"command":"resume"}',
    "another version": b'{"v":2,"command":"resume"}',
    "a version that only looks like one": b'{"v":true,"command":"resume"}',
    "a float": b'{"v":1.0,"command":"resume"}',
    "a number for a command": b'{"v":1,"command":1}',
    "one more field": b'{"v":1,"command":"resume","force":true}',
    "a field twice": b'{"v":1,"command":"status","command":"resume"}',
    "arguments that are none": b'{"v":1,"command":"resume","arguments":{}}',
    "arguments in a list": b'{"v":1,"command":"resume","arguments":["a"]}',
    "an argument that is no text": b'{"v":1,"command":"resume","arguments":{"a":1}}',
    "an argument twice": b'{"v":1,"command":"resume","arguments":{"a":"b","a":"c"}}',
    "not utf-8": b'{"v":1,"command":"\xff"}',
    "utf-16": '{"v":1,"command":"resume"}'.encode("utf-16-le"),
    "half a pair": b'{"v":1,"command":"\\ud800"}',
    "deep": b"[" * 1_000,
    "cut off": b'{"v":1,"command":"res',
}


def test_a_request_says_one_command_in_any_order_of_its_fields() -> None:
    assert wire.request("resume") == b'{"command":"resume","v":1}\n'
    for line in (b'{"v":1,"command":"resume"}', b' {"command": "resume", "v": 1} '):
        assert wire.read_request(line) == ("resume", {})


def test_a_request_may_bring_texts() -> None:
    line = wire.request("record_backup", {"folder": "/mnt/ü", "backup": "x"})
    assert line.endswith(b'"v":1}\n')
    assert wire.read_request(line[:-1]) == ("record_backup", {"folder": "/mnt/ü", "backup": "x"})


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_a_request_of_another_form_is_refused(line: bytes) -> None:
    with pytest.raises(MalformedError):
        wire.read_request(line)


def test_a_reply_is_read_as_it_was_said() -> None:
    assert wire.read_reply(wire.progress("half")[:-1]) == wire.Progress("half")
    assert wire.read_reply(wire.result({"public": 3})[:-1]) == wire.Result({"public": 3})


@pytest.mark.parametrize("hint", ["try again", None])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.code)
def test_an_error_keeps_its_family_on_its_way(family: type[SealbenchError], hint: str) -> None:
    with pytest.raises(family, match="it is so") as caught:
        wire.read_reply(wire.error(family("it is so", hint=hint))[:-1])
    assert type(caught.value) is family
    assert caught.value.hint == hint


def test_a_refusal_keeps_its_reason() -> None:
    with pytest.raises(RefusedError) as caught:
        wire.read_reply(wire.error(RefusedError("A1-1", clause="A1"))[:-1])
    assert caught.value.reason == "A1-1"


def test_a_fault_of_the_server_is_of_no_family_and_says_nothing() -> None:
    with pytest.raises(wire.ServerFaultError, match=r"^internal error$"):
        wire.read_reply(wire.fault()[:-1])


@pytest.mark.parametrize(
    "line",
    [
        *ODD.values(),
        b'{"v":1,"result":3}',
        b'{"v":2,"result":{}}',
        b'{"v":1,"result":{},"progress":"x"}',
        b'{"v":1,"progress":3}',
        b'{"v":1,"progress":"a\\u001b[2J"}',
        b'{"v":1,"progress":"two\\nlines"}',
        b'{"v":1,"error":"x"}',
        b'{"v":1,"error":{"code":"odd","message":"x","hint":null}}',
        b'{"v":1,"error":{"code":3,"message":"x","hint":null}}',
        b'{"v":1,"error":{"code":"gone","message":"x"}}',
        b'{"v":1,"error":{"code":"gone","message":"\\u001b[2J","hint":null}}',
        b'{"v":1,"other":{}}',
    ],
)
def test_a_reply_of_another_form_is_a_server_that_cannot_be_asked(line: bytes) -> None:
    with pytest.raises(UnavailableError, match="does not know"):
        wire.read_reply(line)
