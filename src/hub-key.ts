import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Clock, Db, Ids, RepeatKey } from "#db";
import type { Sealer } from "#directory";
import type { HubKeys } from "#fspiop";
import { fingerprintOf, type Transfers } from "#transfers";

type Needs = { db: Db; clock: Clock; sealer: Pick<Sealer, "seal" | "open">; transfers: Transfers };

const first = "fspiop-signing";
const makePair = promisify(generateKeyPair);

/** A new pair, the private half sealed under the master key and bound to its id. */
async function sealedPair(sealer: Needs["sealer"], id: string) {
  const { privateKey, publicKey } = await makePair("rsa", { modulusLength: 2048 });
  const sealed = sealer.seal(privateKey.export({ type: "pkcs8", format: "pem" }).toString(), id);
  const public_key = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { id, sealed, public_key, fingerprint: fingerprintOf(publicKey) };
}

/**
 * The hub's signing keys, the same for all processes: the first is made at the first start. Which one signs is asked of
 * the database every time, so that a change of keys needs no restart; an opened one is kept in memory.
 */
export function makeHubKeys({ db, clock, sealer, transfers }: Needs): HubKeys {
  const opened = new Map<string, KeyObject>();
  const made = async (): Promise<{ id: string; sealed: string }> => {
    const { id, sealed, public_key, fingerprint } = await sealedPair(sealer, first);
    await db.read(
      `insert into hub_keys (id, sealed, public_key, fingerprint, made_at, signs_from) values ($1, $2, $3, $4, $5, $5)
       on conflict do nothing`,
      [id, sealed, public_key, fingerprint, clock.now()],
    );
    const known = await transfers.signingKey();
    if (known === null) throw new Error("The hub's key must be there after it was made.");
    return known;
  };
  return {
    async signing() {
      const { id, sealed } = (await transfers.signingKey()) ?? (await made());
      const known = opened.get(id) ?? createPrivateKey(sealer.open(sealed, id));
      opened.set(id, known);
      return known;
    },
    published: async () =>
      (await transfers.ownKeys()).filter((one) => one.state !== "retired").map((one) => one.public_key),
  };
}

/** One more key of the hub's: published at once, signing when two people say so. */
export async function addHubKey(
  { sealer, ids, transfers }: Pick<Needs, "sealer" | "transfers"> & { ids: Ids },
  by: string,
  repeat: RepeatKey | null,
) {
  return await transfers.keepOwnKey({ ...(await sealedPair(sealer, ids.next("hok"))), by }, repeat);
}
