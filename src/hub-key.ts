import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Clock, Db } from "#db";
import type { Sealer } from "#directory";

type Needs = { db: Db; clock: Clock; sealer: Pick<Sealer, "seal" | "open"> };

const id = "fspiop-signing";
const makePair = promisify(generateKeyPair);

/** The hub's signing key: made at the first start, sealed under the master key, one for all processes. */
export async function hubKey({ db, clock, sealer }: Needs): Promise<KeyObject> {
  const known = async (): Promise<string | undefined> =>
    (await db.read<{ sealed: string }>("select sealed from hub_keys where id = $1", [id]))[0]?.sealed;
  let sealed = await known();
  if (sealed === undefined) {
    const { privateKey, publicKey } = await makePair("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    await db.read(
      "insert into hub_keys (id, sealed, public_key, made_at) values ($1, $2, $3, $4) on conflict do nothing",
      [...[id, sealer.seal(pem, id), publicKey.export({ type: "spki", format: "pem" }).toString(), clock.now()]],
    );
    sealed = await known();
  }
  if (sealed === undefined) throw new Error("The hub's key must be there after it was made.");
  return createPrivateKey(sealer.open(sealed, id));
}
