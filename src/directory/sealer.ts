import { createCipheriv, createDecipheriv } from "node:crypto";

/** A master key: `id` is written beside everything that it seals; `key` is 32 bytes. */
export type MasterKey = { id: string; key: Buffer };

/** Sealed text, `s1.<key id>.<wrapped data key>.<sealed value>`; safe to store, worthless without the master key. */
export type Sealed = string;

export type Sealer = {
  /** The id of the key that seals now. */
  readonly keyId: string;
  /** Seals under a fresh data key. `aad` is the row's id: moved to another row, the value no longer opens. */
  seal(plain: string, aad: string): Sealed;
  /** Throws SealFault when the text was changed, belongs to another row, or its master key is not at hand. */
  open(sealed: Sealed, aad: string): string;
  /** The id of the master key that a sealed text needs. */
  keyIdOf(sealed: Sealed): string;
  /** Wraps the same data key with the current master key; the sealed value itself stays as it is. */
  rewrap(sealed: Sealed, aad: string): Sealed;
};

export class SealFault extends Error {
  readonly code: "seal_malformed" | "seal_key_missing" | "seal_broken" | "master_key_malformed";
  constructor(code: SealFault["code"], message: string) {
    super(message);
    this.name = "SealFault";
    this.code = code;
  }
}

const nonceBytes = 12;
const tagBytes = 16;

function encrypt(key: Buffer, nonce: Buffer, plain: Buffer, aad: string): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, box: Buffer, aad: string): Buffer {
  if (box.length < nonceBytes + tagBytes) throw new SealFault("seal_malformed", "A sealed value is too short.");
  const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(aad)).setAuthTag(box.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new SealFault(
      "seal_broken",
      `The sealed value of ${aad} does not open: it was changed or moved to this row.`,
    );
  }
}

type Parts = { keyId: string; wrapped: Buffer; value: string };

function parse(sealed: Sealed): Parts {
  const [version, keyId, wrapped, value, ...rest] = sealed.split(".");
  if (version !== "s1" || !keyId || !wrapped || !value || rest.length > 0)
    throw new SealFault("seal_malformed", "This is no sealed value (s1.<key id>.<wrapped key>.<value>).");
  return { keyId, wrapped: Buffer.from(wrapped, "base64url"), value };
}

function checkKey(master: MasterKey): void {
  if (master.key.length !== 32)
    throw new SealFault("master_key_malformed", `Master key ${master.id} must be 32 bytes, not ${master.key.length}.`);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(master.id))
    throw new SealFault("master_key_malformed", "A master key's id is 1 to 32 letters, digits, - or _.");
}

/**
 * Envelope encryption: AES-256-GCM with a data key per value, the data key wrapped by the master key. To rotate, make a
 * new `current`, keep the old one in `older`, and rewrap every row; the data themselves are not sealed anew.
 */
export function createSealer(options: {
  current: MasterKey;
  older?: readonly MasterKey[];
  /** Asked when a text needs a key that is not at hand: keys that were added since. */
  more?: () => readonly MasterKey[];
  random: (bytes: number) => Buffer;
}): Sealer {
  const { current, older = [], more, random } = options;
  const keys = new Map<string, Buffer>();
  for (const master of [...older, current]) {
    checkKey(master);
    keys.set(master.id, master.key);
  }
  const wrap = (dataKey: Buffer, aad: string): string => {
    const box = encrypt(current.key, random(nonceBytes), dataKey, `key ${current.id} ${aad}`);
    return box.toString("base64url");
  };
  const keyOf = (id: string): Buffer | undefined => {
    if (!keys.has(id)) for (const master of more?.() ?? []) keys.set(master.id, master.key);
    return keys.get(id);
  };
  const unwrap = (parts: Parts, aad: string): Buffer => {
    const master = keyOf(parts.keyId);
    if (!master)
      throw new SealFault("seal_key_missing", `Sealed with master key ${parts.keyId}, which was not handed in.`);
    return decrypt(master, parts.wrapped, `key ${parts.keyId} ${aad}`);
  };
  return {
    keyId: current.id,
    seal(plain, aad) {
      const dataKey = random(32);
      const value = encrypt(dataKey, random(nonceBytes), Buffer.from(plain, "utf8"), aad).toString("base64url");
      return `s1.${current.id}.${wrap(dataKey, aad)}.${value}`;
    },
    open(sealed, aad) {
      const parts = parse(sealed);
      return decrypt(unwrap(parts, aad), Buffer.from(parts.value, "base64url"), aad).toString("utf8");
    },
    keyIdOf: (sealed) => parse(sealed).keyId,
    rewrap(sealed, aad) {
      const parts = parse(sealed);
      return `s1.${current.id}.${wrap(unwrap(parts, aad), aad)}.${parts.value}`;
    },
  };
}
