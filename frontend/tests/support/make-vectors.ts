/** Write `vectors/sealed-login-js.json`: files made here, for Python to read. `npm run vectors`. */

import { writeFileSync } from "node:fs";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { random } from "../../src/lib/bytes.ts";
import { b64u } from "../../src/lib/canon.ts";
import {
  makeClientIdentity,
  makePersonIdentity,
  wrapByPasskey,
  wrapByPassphrase,
} from "../../src/lib/identity.ts";
import type { Login } from "../../src/lib/login.ts";
import { sealLogin } from "../../src/lib/seal.ts";
import { compose, sign } from "../../src/lib/statement.ts";
import { HOME, JOB, key, LOGIN, NOW, seed } from "./cast.ts";

const PATH = new URL("../../../vectors/sealed-login-js.json", import.meta.url);
const plain: Login = {
  job: JOB,
  login: LOGIN,
  label: "Windows",
  user: "ida",
  password: "correct horse",
  note: "",
};
const long: Login = {
  ...plain,
  label: "K\u00fcche",
  note: "\u{1f511}\n".repeat(300),
  password: "",
};

async function sealed(name: string, login: Login, people: number): Promise<object> {
  const identities = await Promise.all(Array.from({ length: people }, generateHybridIdentity));
  const recipients = await Promise.all(identities.map((each) => identityToRecipient(each)));
  const { file, ciphertext, recipients: hashes } = await sealLogin(login, recipients);
  const statement = compose(
    "seal",
    {
      job: JOB,
      login: LOGIN,
      recipients: hashes,
      ciphertext,
      expires: "2026-11-30T15:00:00Z",
      openings: 3,
    },
    NOW,
  );
  const signed = sign(statement, [{ role: "client", seed: seed(4) }]);
  return {
    name,
    file: b64u(file),
    identities,
    recipients,
    login: { ...login, v: 1 },
    signed,
    key: key(4),
  };
}

async function identityFiles(): Promise<readonly object[]> {
  const [person, client] = [await makePersonIdentity(HOME), await makeClientIdentity(HOME)];
  const [one, two] = [random(32), random(32)];
  return [
    {
      kind: "passkey",
      key: b64u(one),
      file: b64u(await wrapByPasskey(person, one)),
      payload: person,
    },
    {
      kind: "passphrase",
      key: b64u(two),
      file: b64u(await wrapByPassphrase(client, two)),
      payload: client,
    },
  ];
}

const vectors = {
  sealed: [await sealed("one person", plain, 1), await sealed("three people, two blocks", long, 3)],
  files: await identityFiles(),
};
writeFileSync(PATH, `${JSON.stringify(vectors, null, 1)}\n`);
