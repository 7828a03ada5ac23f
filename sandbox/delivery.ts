import type { WalletFake } from "#wallets/fake-protocol";
import type { Timer } from "./timer.ts";

export type Delivery = {
  /** Something happened at the fake: a notice may be due earlier than thought. */
  poke(): void;
  /** No further round begins; resolves when the rounds under way have ended. */
  stop(): Promise<void>;
};

/** Looks again this often even when nothing seems due: the sandbox's clock may have been moved. */
const lookAgainMs = 30_000;
/** The least time between a round and the next one that nobody asked for. */
const restMs = 50;

/** A merchant who does not answer holds up a round, so others may begin meanwhile; not without end. */
const roundsMax = 8;

/** Sends a fake's notices when they come due. A fake takes out what it is sending, so rounds may overlap. */
export function keepDelivering(options: {
  fake: Pick<WalletFake, "nextDue" | "deliverDue">;
  now: () => Date;
  timer: Timer;
  failed: (cause: unknown) => void;
  /** Called after a round that sent something. */
  sent?: () => void;
}): Delivery {
  const { fake, now, timer } = options;
  const underWay = new Set<Promise<void>>();
  let callOff: (() => void) | null = null;
  let stopped = false;
  /** A round begins at once: no poke can bring it nearer. */
  let isAtOnce = false;

  function plan(atLeastMs: number): void {
    callOff?.();
    callOff = null;
    isAtOnce = false;
    if (stopped || underWay.size >= roundsMax) return;
    const due = fake.nextDue();
    const waitMs = due ? due.getTime() - now().getTime() : lookAgainMs;
    const afterMs = Math.min(lookAgainMs, Math.max(atLeastMs, waitMs));
    isAtOnce = afterMs === 0;
    callOff = timer.after(afterMs, begin);
  }

  async function round(): Promise<void> {
    let sent = 0;
    try {
      sent = await fake.deliverDue();
    } catch (cause) {
      options.failed(cause);
    }
    if (sent > 0) options.sent?.();
  }

  function begin(): void {
    callOff = null;
    const one = round().finally(() => {
      underWay.delete(one);
      plan(restMs);
    });
    underWay.add(one);
    // What is under way is no longer due; what is still due although a round has begun, is not begun again at once.
    plan(restMs);
  }

  plan(0);
  return {
    // Every request pokes, and to plan is to look through all that waits.
    poke() {
      if (!isAtOnce) plan(0);
    },
    async stop() {
      stopped = true;
      callOff?.();
      await Promise.all(underWay);
    },
  };
}
