/**
 * What the sandbox shares of reviewing stores' applications: the fakes' reviewers, and what a person may decide in
 * their place.
 */

/** `field`: the wallet's own name for what is wrong. */
export type FakeReason = { field: string; says: string };

/**
 * `review`: let the review end now, as it would by itself; `accept`, `reject`, `freeze`: in the reviewer's place;
 * `verify`: ask the merchant to prove the bank account; `sign`: the merchant has done what was asked for.
 */
export const fakeDecisions = ["review", "accept", "reject", "freeze", "verify", "sign"] as const;
export type FakeDecision = (typeof fakeDecisions)[number];

export type FakeApplication = {
  /** The number that the merchant's side gave, and the wallet's own. */
  application: string;
  wallet_ref: string;
  merchant: string;
  /** The wallet's own word. */
  state: string;
  sub_merchant: string | null;
  reasons: readonly FakeReason[];
  submitted_at: string;
};

/** The reviewers' side of a wallet's fake. */
export interface FakeOnboarding {
  list(): readonly FakeApplication[];
  /** Null: there is no such application, or it is not in a state to decide that. */
  decide(application: string, decision: FakeDecision, reasons?: readonly FakeReason[]): FakeApplication | null;
}

/** What a reviewer sees of a picture: its kind by its bytes, its size by its header. */
export type FakePicture = { type: "png" | "jpeg" | "bmp"; width: number; height: number };

export function pictureOf(bytes: Buffer): FakePicture | null {
  if (bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex")) && bytes.length >= 24)
    return { type: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.subarray(0, 2).toString("latin1") === "BM" && bytes.length >= 26)
    return { type: "bmp", width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
  return bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex")) ? jpegOf(bytes) : null;
}

/** The size stands in the frame's header, behind any number of other segments. */
function jpegOf(bytes: Buffer): FakePicture | null {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { type: "jpeg", width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const readable = { width: 300, height: 200 };

/** The sandbox's own rule, nobody's else: what has so few points is blurred to a reviewer. */
export const isBlurred = ({ width, height }: Pick<FakePicture, "width" | "height">): boolean =>
  width < readable.width || height < readable.height;

/** Longest times of the sandbox's reviews, in milliseconds of its clock. */
export const reviewTimes = { checking: 10_000, auditing: 60_000, signing: 30_000 } as const;

/** The parts of a multipart body, as bytes: a picture must come through as it was. */
export type FormPart = { name: string; filename: string | null; type: string; content: Buffer };

export function multipartParts(contentType: string, body: Buffer): FormPart[] {
  const found = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType);
  const boundary = (found?.[1] ?? found?.[2] ?? "").trim();
  if (boundary === "") return [];
  const parts: FormPart[] = [];
  const line = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(line); at >= 0; ) {
    const next = body.indexOf(Buffer.concat([Buffer.from("\r\n"), line]), at + line.length);
    const headEnd = body.indexOf("\r\n\r\n", at);
    if (next < 0 || headEnd < 0 || headEnd > next) break;
    const head = body.subarray(at + line.length, headEnd).toString("utf8");
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1] ?? null;
    const type = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? "";
    if (name !== undefined) parts.push({ name, filename, type, content: body.subarray(headEnd + 4, next) });
    at = next + 2;
  }
  return parts;
}
