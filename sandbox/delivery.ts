import type { WalletFake } from "#wallets/fake-protocol";
import type { Timer } from "./timer.ts";

export type Delivery = {
  /** Something happened at the fake: a notice may be due earlier than thought. */
  poke(): void;
  /** No further round begins; resolves when the round under way has ended. */
  stop(): Promise<void>;
};

/** Looks again this often even when nothing seems due: the sandbox's clock may have been moved. */
const lookAgainMs = 30_000;
/** A round that sent nothing though something was due is not repeated at once. */
const restMs = 200;

/** Sends a fake's notices when they come due. One round at a time. */
export function keepDelivering(options: {
  fake: Pick<WalletFake, "nextDue" | "deliverDue">;
  now: () => Date;
  timer: Timer;
  failed: (cause: unknown) => void;
  /** Called after a round that sent something. */
  sent?: () => void;
}): Delivery {
  const { fake, now, timer } = options;
  let callOff: (() => void) | null = null;
  let underWay: Promise<void> | null = null;
  let stopped = false;

  function plan(atLeastMs: number): void {
    callOff?.();
    callOff = null;
    if (stopped || underWay) return;
    const due = fake.nextDue();
    const waitMs = due ? due.getTime() - now().getTime() : lookAgainMs;
    callOff = timer.after(Math.min(lookAgainMs, Math.max(atLeastMs, waitMs)), begin);
  }

  async function round(): Promise<number> {
    try {
      return await fake.deliverDue();
    } catch (cause) {
      options.failed(cause);
      return 0;
    }
  }

  function begin(): void {
    if (underWay || stopped) return;
    underWay = round().then((sent) => {
      underWay = null;
      if (sent > 0) options.sent?.();
      plan(sent > 0 ? 0 : restMs);
    });
  }

  plan(0);
  return {
    poke: () => plan(0),
    async stop() {
      stopped = true;
      callOff?.();
      await underWay;
    },
  };
}
