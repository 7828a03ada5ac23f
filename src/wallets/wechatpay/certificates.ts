import { type PlatformCertificate, readCertificates, type WeChatPaySettings } from "./config.ts";
import { openSealed } from "./sign.ts";
import type { Trust } from "./trust.ts";
import { type Answer, type JsonObject, objectAt, objectsAt, textAt, type Wire } from "./wire.ts";

export type CertificateStore = {
  /** Downloads the platform certificates. A merchant in public-key mode has none: that is no fault. */
  refresh(): Promise<void>;
  /** The same, but not more often than once a minute; true when a certificate came that we did not have. */
  refreshForUnknown(): Promise<boolean>;
};

const quietMs = 60_000;

/**
 * Platform certificates are sealed with our APIv3 key, which only the wallet and we have, so the download proves
 * itself: that is how a merchant without any key begins. Once there are keys, the answer must be signed by one of
 * them or of those it brings.
 */
export function makeCertificateStore(
  settings: WeChatPaySettings,
  trust: Trust,
  now: () => Date,
  wire: Pick<Wire, "get">,
): CertificateStore {
  let known = new Set(settings.certificates.map((certificate) => certificate.serial));
  let lastAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<boolean> | null = null;

  const download = async (): Promise<boolean> => {
    lastAt = now().getTime();
    const answer = await wire.get("/v3/certificates?algorithm_type=RSA");
    const body = bodyOf(answer);
    const fresh = body === null ? [] : objectsAt(body, "data").flatMap((item) => opened(settings, item));
    if (answer.kind === "silent" && (!answer.raw || trust.doubt(answer.raw.headers, answer.raw.body, fresh) !== null))
      return false;
    trust.add(fresh);
    const isNew = fresh.some((certificate) => !known.has(certificate.serial));
    known = new Set([...known, ...fresh.map((certificate) => certificate.serial)]);
    return isNew;
  };
  const once = (): Promise<boolean> => {
    underWay ??= download().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  return {
    refresh: async () => {
      await once();
    },
    refreshForUnknown: async () => {
      if (underWay === null && now().getTime() - lastAt < quietMs) return false;
      return once();
    },
  };
}

function bodyOf(answer: Answer): JsonObject | null {
  if (answer.kind === "proven") return answer.status === 200 ? answer.body : null;
  if (answer.raw?.status !== 200) return null;
  try {
    return JSON.parse(answer.raw.body.toString("utf8")) as JsonObject;
  } catch {
    return null;
  }
}

function opened(settings: WeChatPaySettings, item: JsonObject): PlatformCertificate[] {
  const sealed = objectAt(item, "encrypt_certificate");
  try {
    const plain = openSealed(settings.apiv3Key, {
      ciphertext: textAt(sealed, "ciphertext"),
      nonce: textAt(sealed, "nonce"),
      associated_data: textAt(sealed, "associated_data"),
    });
    return readCertificates(plain.toString("utf8"));
  } catch {
    return [];
  }
}
