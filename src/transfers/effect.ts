import { bucketFromText, bucketValue, claimRepeat, type RepeatKey, type Tx } from "#db";
import type { TransfersNeeds } from "./context.ts";
import type { HubFault, Result } from "./types.ts";

class Undone extends Error {
  readonly refusal: { ok: false; fault: HubFault; detail?: Readonly<Record<string, string>> };
  constructor(refusal: Undone["refusal"]) {
    super(refusal.fault);
    this.name = "Undone";
    this.refusal = refusal;
  }
}

/** Ends an effect that was begun: nothing of it stays, nor the repeat key. */
export function undo(fault: HubFault, detail?: Readonly<Record<string, string>>): never {
  throw new Undone({ ok: false, fault, ...(detail === undefined ? {} : { detail }) });
}

/**
 * One effect in one commit, with the caller's repeat key in it. The same request again, later or at the same time, has
 * no effect and is answered from what the first one made (`subject`), as it stands now; another request under the same
 * key is refused. A refused effect leaves its key free.
 */
export async function effectOnce<T>(
  { db, clock }: TransfersNeeds,
  repeat: RepeatKey | null,
  subject: string,
  effect: (tx: Tx, at: Date) => Promise<void>,
  read: (subject: string) => Promise<T | null>,
): Promise<Result<T>> {
  try {
    const before = await db.tx(async (tx) => {
      const at = clock.now();
      const claim = repeat === null ? null : await claimRepeat(tx, homeOf(repeat), repeat, subject, at);
      if (claim?.first === false) {
        if (!claim.same) return undo("idempotency_key_reused");
        return claim.subject;
      }
      await effect(tx, at);
      return null;
    });
    const value = await read(before ?? subject);
    if (value === null) throw new Error(`${before ?? subject} must be there after it was made.`);
    return { ok: true, value, ...(before === null ? {} : { repeated: true }) };
  } catch (fault) {
    if (fault instanceof Undone) return fault.refusal;
    throw fault;
  }
}

/** The hub has no bucket of its own: a repeat key's follows from who calls with it. */
const homeOf = ({ caller, key }: RepeatKey): number => bucketValue(bucketFromText(`${caller} ${key}`));
