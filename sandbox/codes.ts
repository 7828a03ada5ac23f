import type { PhoneView, WalletFake } from "#wallets/fake-protocol";

/** The codes that a wallet handed out, so that the pretend phone can offer "recent codes" instead of a camera. */
export type SeenCodes = {
  /** Takes note of every code in an answer of the wallet. */
  noteAnswer(body: Buffer): void;
  note(code: string): void;
  /** Newest first, only those that wait for a decision. */
  open(fake: Pick<WalletFake, "look">): Promise<OpenCode[]>;
};

export type OpenCode = { code: string; view: PhoneView };

const keptMax = 100;
const shownMax = 12;
/** Bills are long and hold no codes. */
const answerBytesMax = 16_384;
const codeFields: ReadonlySet<string> = new Set(["code_url", "h5_url", "qr_code", "prepay_id"]);
const mayHoldCode = /"(?:code_url|h5_url|qr_code|prepay_id)"/;

function* codesIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string" && codeFields.has(name)) yield inner;
    else yield* codesIn(inner);
  }
}

/** `others`: what finds codes in an answer that is no JSON. */
export function seenCodes(others?: (answer: string) => readonly string[]): SeenCodes {
  const seen = new Set<string>();
  function note(code: string): void {
    seen.delete(code);
    seen.add(code);
    if (seen.size <= keptMax) return;
    const [oldest] = seen;
    if (oldest !== undefined) seen.delete(oldest);
  }
  return {
    note,
    noteAnswer(body) {
      if (body.length > answerBytesMax) return;
      const text = body.toString();
      for (const code of others?.(text) ?? []) note(code);
      if (!mayHoldCode.test(text)) return;
      try {
        for (const code of codesIn(JSON.parse(text))) note(code);
      } catch {
        // An answer that is no JSON hands out no code.
      }
    },
    async open(fake) {
      const found: OpenCode[] = [];
      for (const code of [...seen].reverse()) {
        if (found.length === shownMax) break;
        const view = await fake.look(code);
        if (view.state === "confirm") found.push({ code, view });
      }
      return found;
    },
  };
}
