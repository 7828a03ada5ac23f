import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** CBOR of what an authenticator says: numbers, bytes, texts and maps of few entries. */
type Cbor = number | string | Buffer | Map<number | string, Cbor>;

function cbor(value: Cbor): Buffer {
  const head = (major: number, size: number): Buffer => {
    if (size < 24) return Buffer.from([(major << 5) | size]);
    if (size < 256) return Buffer.from([(major << 5) | 24, size]);
    return Buffer.from([(major << 5) | 25, size >> 8, size & 255]);
  };
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, one]) => [cbor(key), cbor(one)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

const sha256 = (bytes: string | Buffer): Buffer => createHash("sha256").update(bytes).digest();
const text = (bytes: Buffer): string => bytes.toString("base64url");

export type Bent = {
  origin?: string;
  domain?: string;
  challenge?: string;
  type?: string;
  /** Flags of the authenticator: 1 present, 4 verified, 64 key attached. */
  flags?: number;
  counter?: number;
};

/** An authenticator in software: one passkey (ES256), its own count, and whatever a test bends. */
export function makeAuthenticator(site: { origin: string; domain: string }) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(24);
  let counter = 0;
  let handle = "";

  const clientData = (challenge: string, bent: Bent, type: string): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bent.type ?? type,
        challenge: bent.challenge ?? challenge,
        origin: bent.origin ?? site.origin,
        crossOrigin: false,
      }),
    );
  const data = (bent: Bent, flags: number): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(bent.counter ?? counter);
    return Buffer.concat([sha256(bent.domain ?? site.domain), Buffer.from([bent.flags ?? flags]), count]);
  };

  return {
    id: text(id),
    /** Another of the same key, as a thief who copied it would have: it counts on from where this one is. */
    counted: () => counter,
    make(options: unknown, bent: Bent = {}) {
      const { challenge, user } = options as { challenge: string; user: { id: string } };
      handle = user.id;
      const point = new Map<number, Cbor>([
        ...([
          [1, 2],
          [3, -7],
          [-1, 1],
        ] as const),
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]);
      const length = Buffer.from([0, id.length]);
      const attested = Buffer.concat([data(bent, 0x45), Buffer.alloc(16), length, id, cbor(point)]);
      const object = new Map<string, Cbor>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", attested],
      ]);
      return {
        ...{ id: text(id), rawId: text(id), type: "public-key" as const, clientExtensionResults: {} },
        response: {
          clientDataJSON: text(clientData(challenge, bent, "webauthn.create")),
          attestationObject: text(cbor(object)),
          transports: ["internal" as const],
        },
      };
    },
    sign(options: unknown, bent: Bent = {}) {
      const { challenge } = options as { challenge: string };
      counter += 1;
      const client = clientData(challenge, bent, "webauthn.get");
      const authenticator = data(bent, 0x05);
      const signature = createSign("sha256").update(Buffer.concat([authenticator, sha256(client)]));
      return {
        ...{ id: text(id), rawId: text(id), type: "public-key" as const, clientExtensionResults: {} },
        response: {
          ...{ clientDataJSON: text(client), authenticatorData: text(authenticator), userHandle: handle },
          signature: text(signature.sign(privateKey)),
        },
      };
    },
  };
}
