import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

/** What a pretend wallet signs with at the hub. */
export type FspKey = { privatePem: string; publicPem: string };

const makePair = promisify(generateKeyPair);

export async function makeFspKey(): Promise<FspKey> {
  const { privateKey, publicKey } = await makePair("rsa", { modulusLength: 2048 });
  return {
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/**
 * The keys by which others' words are checked, as the hub publishes them; read again when a word fits none of them,
 * since somebody may have changed keys.
 */
export function makeKeyRing(read: () => Promise<readonly { dfspId: string; publicKey: string }[]>) {
  let ring: Promise<ReadonlyMap<string, readonly string[]>> | null = null;
  const load = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const known = await read();
    return new Map(
      known.map(({ dfspId }) => [
        dfspId,
        known.filter((one) => one.dfspId === dfspId).map(({ publicKey }) => publicKey),
      ]),
    );
  };
  return async (source: string, fits: (keys: readonly string[]) => boolean): Promise<boolean> => {
    ring ??= load();
    if (fits((await ring.catch(() => null))?.get(source) ?? [])) return true;
    ring = load();
    return fits((await ring.catch(() => null))?.get(source) ?? []);
  };
}

export type KeyRing = ReturnType<typeof makeKeyRing>;
