from typing import Any

import pytest

from sealbench import canon
from sealbench.seal import unwrap_by_passkey, unwrap_by_passphrase
from sealbench.shop.records.models import Passkey
from tests.support.cast import Cast
from tests.support.passkeys import SoftwarePasskey

JSON = {"Accept": "application/json"}


def add(cast: Cast, name: str, body: object) -> Any:
    return cast.client(name).post(
        "/me/passkeys/add", body, content_type="application/json", headers=JSON
    )


def test_it_shows_ones_own_keys_alone(cast: Cast) -> None:
    text = cast.client("tariq").get("/me/").content.decode()
    assert "Tariq Öztürk" in text
    assert "this device" in text
    assert "Nina Holm" not in text
    assert cast.stranger().get("/me/").status_code == 302


def test_ones_own_files_open_with_what_one_has(cast: Cast) -> None:
    files = cast.client("tariq").get("/me/identity").json()
    tariq = cast.person("tariq")
    wrapped = canon.unb64u(files["passphrase_file"])
    assert unwrap_by_passphrase(wrapped, tariq.by_passphrase.wrapping_key) == tariq.keys
    (key,) = files["passkeys"]
    by_passkey = unwrap_by_passkey(canon.unb64u(key["file"]), tariq.passkeys[0].wrapping_key)
    assert by_passkey == tariq.keys
    assert cast.client("nina").get("/me/identity").json()["person"] == cast.id("nina")
    assert cast.stranger().get("/me/identity", headers=JSON).status_code == 401


def test_a_passkey_is_added_over_http(cast: Cast) -> None:
    tariq = cast.person("tariq")
    nonce = cast.client("tariq").get("/me/identity").json()["nonce"]
    signed = tariq.sign_in(nonce, cast.bench.now(), passkey=tariq.passkeys[0])
    second = SoftwarePasskey(cast.bench.config.site)
    body: dict[str, Any] = {
        "confirmation": signed.to_json(),
        "passkey": tariq.passkey_body(signed.statement, second),
    }
    leaked = {**body, "passkey": {**body["passkey"], "prf": {}}}
    assert add(cast, "tariq", leaked).status_code == 400
    assert add(cast, "tariq", body).json() == {"next": "/me/?done=passkey-added"}
    assert add(cast, "tariq", body).status_code == 409
    assert Passkey.objects.filter(person=cast.id("tariq"), revoked_at=None).count() == 2


@pytest.mark.parametrize("body", [{}, {"confirmation": {}, "passkey": {}}, {"a": 1}])
def test_other_bodies_are_malformed(cast: Cast, body: object) -> None:
    assert add(cast, "tariq", body).status_code == 400
