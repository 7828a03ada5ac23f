import type { Db } from "#db";
import type { Wallet } from "#wallets/protocol";
import type { Dice } from "./dice.ts";

/**
 * Lets one contact with the world happen at a time, in an order that the dice choose among all that wait: every
 * interleaving of two processes' commits and calls is possible, and the same seed gives the same one again.
 */
export type Scheduler = { db(real: Db): Db; wallet(real: Wallet): Wallet };

export function makeScheduler(dice: Dice): Scheduler {
  const waiting: (() => Promise<void>)[] = [];
  let running = false;

  async function run(): Promise<void> {
    // All who can speak have spoken before one is chosen.
    for (await settled(); waiting.length > 0; await settled()) {
      const [chosen] = waiting.splice(dice.below(waiting.length), 1);
      await chosen?.();
    }
    running = false;
  }

  function touch<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((done, failed) => {
      waiting.push(async () => {
        try {
          done(await work());
        } catch (fault) {
          failed(fault);
        }
      });
      if (running) return;
      running = true;
      void run();
    });
  }

  return {
    db: (real) => ({
      read: (sql, parameters) => touch(() => real.read(sql, parameters)),
      // A transaction is one contact: within it, row locks keep others out.
      tx: (work) => touch(() => real.tx(work)),
      copy: (sql, parameters) => real.copy(sql, parameters),
      close: () => real.close(),
    }),
    wallet: (real) => {
      const { combined } = real;
      return {
        start: (request) => touch(() => real.start(request)),
        ask: (subject) => touch(() => real.ask(subject)),
        close: (subject) => touch(() => real.close(subject)),
        refund: (request) => touch(() => real.refund(request)),
        askRefund: (subject) => touch(() => real.askRefund(subject)),
        readNotice: (raw) => real.readNotice(raw),
        ...(combined && {
          combined: {
            start: (request) => touch(() => combined.start(request)),
            ask: (subject) => touch(() => combined.ask(subject)),
            close: (subject) => touch(() => combined.close(subject)),
          },
        }),
      };
    },
  };
}

/** A turn of the event loop: every continuation of what has just happened has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
