import type { Db } from "#db";
import type { Wallet } from "#wallets/protocol";
import type { Dice } from "./dice.ts";

/**
 * Lets one contact with the world happen at a time, in an order that the dice choose among all that wait: every
 * interleaving of two processes' commits and calls is possible, and the same seed gives the same one again.
 */
export type Scheduler = {
  db(real: Db): Db;
  wallet(real: Wallet): Wallet;
  /** Any other contact with the world. */
  call<T>(work: () => Promise<T>, what?: string): Promise<T>;
};

export function makeScheduler(dice: Dice): Scheduler {
  const waiting: { what: string; go: () => Promise<void> }[] = [];
  let running = false;

  /** Some turns of the event loop in which nobody new came: whoever can speak has spoken. */
  async function settled(): Promise<void> {
    for (let quiet = 0, before = waiting.length; quiet < 6; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (waiting.length !== before) quiet = 0;
      before = waiting.length;
    }
    // In which order they spoke may hang on the machine: what they said does not.
    waiting.sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  }

  async function run(): Promise<void> {
    // All who can speak have spoken before one is chosen.
    for (await settled(); waiting.length > 0; await settled()) {
      const [chosen] = waiting.splice(dice.below(waiting.length), 1);
      await chosen?.go();
    }
    running = false;
  }

  function touch<T>(work: () => Promise<T>, what = ""): Promise<T> {
    return new Promise<T>((done, failed) => {
      const go = async () => {
        try {
          done(await work());
        } catch (fault) {
          failed(fault);
        }
      };
      waiting.push({ what, go });
      if (running) return;
      running = true;
      void run();
    });
  }

  return {
    call: touch,
    db: (real) => ({
      read: (sql, parameters) => touch(() => real.read(sql, parameters), `${sql} ${told(parameters)}`),
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

const told = (parameters: unknown): string =>
  JSON.stringify(parameters ?? [], (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
