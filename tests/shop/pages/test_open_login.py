from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from sealbench import canon, ledger
from sealbench.ids import LoginId, new_id
from sealbench.seal import open_sealed
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import Checkpoint, Event, Job, Login
from tests.support.people import SoftwarePerson
from tests.support.scene import LABEL, PASSWORD, Scene, lay_out


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def read(answer: HttpResponse) -> dict[str, Any]:
    return canon.parse(answer.content)


def post(browser: Browser, path: str, body: dict[str, Any]) -> Any:
    headers = {"Accept": "application/json"}
    return browser.post(
        path, canon.to_bytes(body), content_type="application/json", headers=headers
    )


def place(scene: Scene, login: str, number: int = 0) -> str:
    return f"/jobs/{number or scene.number}/logins/{login}/"


def facts(scene: Scene, person: SoftwarePerson, login: LoginId) -> dict[str, Any]:
    answer = post(scene.browser(person), f"{place(scene, login)}facts", {})
    assert answer.status_code == 200, answer.content
    return read(answer)


def release(
    scene: Scene, person: SoftwarePerson, login: LoginId, *, known: int = 0, nonce: str = ""
) -> Any:
    signed = scene.sign(person, login, nonce=nonce)
    body = {"signed": signed.to_json(), "known": known}
    return post(scene.browser(person), f"{place(scene, login)}open", body)


def test_the_facts_hold_what_the_page_shows_and_signs_with(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina)
    found = facts(scene, scene.tariq, login)
    assert (found["job"], found["number"], found["login"]) == (scene.job, scene.number, login)
    assert (found["label"], found["left"], found["openings"]) == (LABEL, 3, 3)
    assert found["purposes"] == ["diagnose", "repair"]
    assert {each["id"] for each in found["people"]} == {scene.tariq.id, scene.nina.id}
    assert found["identity"]["passphrase_file"]
    assert release(scene, scene.tariq, login, nonce=found["nonce"]).status_code == 200


def test_a_look_is_recorded_once_per_visit(scene: Scene) -> None:
    login = scene.seal()
    for _ in range(3):
        facts(scene, scene.tariq, login)
    assert [event["type"] for event in scene.events()] == ["job:looked-at"]


def test_the_release_carries_the_login_and_the_proof_of_its_record(scene: Scene) -> None:
    login = scene.seal()
    facts(scene, scene.tariq, login)
    known = Checkpoint.objects.latest("size")
    answer = release(scene, scene.tariq, login, known=known.size)
    assert answer["Cache-Control"] == "no-store"
    got = read(answer)
    clear = open_sealed(
        canon.unb64u(got["file"]), scene.tariq.keys.age, job=scene.job, login=login, label=LABEL
    )
    assert clear.password == PASSWORD
    proof, key = got["proof"], scene.bench.signer.key
    head = ledger.Proof.from_text(proof["proof"]).verify(proof["leaf"].encode(), key)
    old = ledger.verify_checkpoint(known.note, key)
    path = [canon.unb64u(node) for node in proof["consistency"]]
    ledger.verify_consistency(
        old_size=old.size, size=head.size, proof=path, old_root=old.root, root=head.root
    )
    payload = canon.parse(proof["payload"].encode())
    assert (payload["type"], payload["login"], payload["purpose"]) == (
        "login:opened",
        login,
        "repair",
    )


def test_a_longer_ledger_than_there_is_uses_up_nothing(scene: Scene) -> None:
    login = scene.seal()
    answer = release(scene, scene.tariq, login, known=10_000)
    assert answer.status_code == 409
    assert Login.objects.get().left == 3
    assert Event.objects.count() == 0


def test_a_refusal_comes_with_its_clause_and_without_the_login(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina)
    assert release(scene, scene.nina, login).status_code == 200
    Job.objects.update(state="waiting")
    answer = release(scene, scene.tariq, login)
    assert answer.status_code == 403
    told = read(answer)
    assert (told["code"], told["clause"], told["message"]) == ("refused", "A4", "A4-3")
    assert "file" not in told


def test_a_colleague_who_is_not_on_the_job_learns_nothing(scene: Scene) -> None:
    login = scene.seal()
    answer = post(scene.browser(scene.nina), f"{place(scene, login)}facts", {})
    assert answer.status_code == 403
    assert LABEL.encode() not in answer.content
    assert [event["type"] for event in scene.events()] == ["action:refused"]
    assert release(scene, scene.nina, login).status_code == 403


@pytest.mark.parametrize("path", ["facts", "open"])
def test_a_stranger_is_told_to_sign_in_whatever_the_address(scene: Scene, path: str) -> None:
    login = scene.seal()
    answers = [
        post(scene.browser(), place(scene, each, number) + path, {})
        for each in (login, new_id())
        for number in (scene.number, 4711)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert Event.objects.count() == 0


@pytest.mark.parametrize("path", ["", "facts", "open"])
def test_getting_changes_nothing(scene: Scene, path: str) -> None:
    login = scene.seal()
    answer = scene.browser(scene.tariq).get(place(scene, login) + path)
    assert answer.status_code in {200, 405, 503}
    assert Event.objects.count() == 0
    assert Login.objects.get().left == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"signed":{},"known":0}',
        b'{"signed":{},"known":0,"more":1}',
        b'{"known":0,"known":0,"signed":{}}',
        b'{"signed":null,"known":-1}',
        b'{"signed":null,"known":true}',
        b'{"signed":"\\ud800","known":0}',
        b"\xff",
        b"[" * 5000,
    ],
)
def test_a_body_of_another_form_is_malformed(scene: Scene, body: bytes) -> None:
    login = scene.seal()
    answer = scene.browser(scene.tariq).post(
        f"{place(scene, login)}open",
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert Login.objects.get().left == 3


@pytest.mark.parametrize("login", ["x", "a" * 23, "A" * 24, "%00" * 24])
def test_an_id_of_another_form_is_malformed(scene: Scene, login: str) -> None:
    answer = post(scene.browser(scene.tariq), f"{place(scene, login)}facts", {})
    assert answer.status_code in {400, 404}


def test_a_login_that_is_gone_is_gone_to_who_is_on_the_job_and_absent_to_others(
    scene: Scene,
) -> None:
    login = scene.seal()
    Login.objects.all().delete()
    assert release(scene, scene.tariq, login).status_code == 410
    assert release(scene, scene.nina, login).status_code == 404
    answer = post(scene.browser(scene.tariq), f"{place(scene, login)}facts", {})
    assert answer.status_code == 410
