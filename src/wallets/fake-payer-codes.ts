/**
 * Payer's codes of a pretend phone: digits behind the network's prefix, alive for a minute, good for one order. The
 * mood stands for the person: `ready` pays small amounts at once, `password` is asked for one and decides on the phone,
 * `insufficient` has too little.
 */
export type PayerCodeMood = "ready" | "password" | "insufficient";
export const payerCodeMoods: readonly PayerCodeMood[] = ["ready", "password", "insufficient"];

export type FakePayerCode = { code: string; buyer: string; mood: PayerCodeMood; until: number };

export type PayerCodeState = "shown" | "taken" | "over" | "unknown";

export interface FakePayerCodes {
  /** What the app shows for the till to scan. */
  show(buyer: string, mood?: PayerCodeMood): FakePayerCode;
  /** What became of a code: still shown, taken by a till, or over. */
  state(code: string): PayerCodeState;
  /** Whole seconds until it is over. */
  left(code: string): number;
}

type Taken = FakePayerCode | "unknown" | "over" | "used";

const lifeMs = 60_000;
/** Above this a wallet asks for a password whatever the mood: 1,000 yuan, in fen. */
const atOnceMax = 100_000n;

export type PayerCodeBook = FakePayerCodes & {
  /** The code, for this order alone; the same order may come again. */
  take(code: string, order: string): Taken;
  asks(code: FakePayerCode, amount: bigint): boolean;
  /** Whose code it is; null once it is over. Asking does not use it up. */
  buyerOf(code: string): string | null;
};

export function makePayerCodes(
  shape: { prefix: string; length: number },
  outside: { now: () => Date; random: (bytes: number) => Buffer },
): PayerCodeBook {
  const codes = new Map<string, FakePayerCode & { order: string | null }>();
  const now = () => outside.now().getTime();
  return {
    show(buyer, mood = "ready") {
      for (const [code, one] of codes) if (one.until + 3_600_000 < now()) codes.delete(code);
      const digits = [...outside.random(shape.length - shape.prefix.length)].map((byte) => (byte % 10).toString());
      const made = { code: shape.prefix + digits.join(""), buyer, mood, until: now() + lifeMs };
      codes.set(made.code, { ...made, order: null });
      return made;
    },
    state(code) {
      const found = codes.get(code);
      if (!found) return "unknown";
      return found.order !== null ? "taken" : found.until <= now() ? "over" : "shown";
    },
    left: (code) => Math.max(0, Math.trunc(((codes.get(code)?.until ?? 0) - now()) / 1000)),
    take(code, order) {
      const found = codes.get(code);
      if (!found) return "unknown";
      if (found.order !== null && found.order !== order) return "used";
      if (found.order === null && found.until <= now()) return "over";
      found.order = order;
      return found;
    },
    buyerOf: (code) => {
      const found = codes.get(code);
      return found && found.until > now() ? found.buyer : null;
    },
    asks: (code, amount) => code.mood === "password" || amount > atOnceMax,
  };
}
