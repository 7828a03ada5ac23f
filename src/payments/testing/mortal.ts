import type { Db, Tx } from "#db";
import type { Wallet } from "#wallets/protocol";

/** Thrown by everything that a dead process would have done. */
export class Dead extends Error {}

/**
 * A process that dies at its nth contact with the world (a statement, a commit, a call to a wallet): just before it, or
 * just after it took effect. Nothing it does afterwards reaches anybody.
 */
export type Mortal = {
  db(real: Db): Db;
  wallet(real: Wallet): Wallet;
  /** Any other contact with the world. */
  call<T>(work: () => Promise<T>): Promise<T>;
  contacts(): number;
  died(): boolean;
};

export function makeMortal(dieAt: number, when: "before" | "after"): Mortal {
  let contacts = 0;
  let dead = false;
  const touch = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) throw new Dead();
    const mine = ++contacts;
    if (mine === dieAt && when === "before") dead = true;
    if (dead) throw new Dead();
    const result = await work();
    if (mine === dieAt) dead = true;
    if (dead) throw new Dead();
    return result;
  };
  return {
    call: touch,
    contacts: () => contacts,
    died: () => dead,
    db: (real) => ({
      read: (sql, parameters) => touch(() => real.read(sql, parameters)),
      // A transaction that dies inside rolls back, as PostgreSQL does when its client vanishes.
      tx: (work) =>
        touch(() =>
          real.tx((tx) =>
            work({ query: (sql: string, parameters: unknown[]) => touch(() => tx.query(sql, parameters)) } as Tx),
          ),
        ),
      copy: (sql, parameters) => real.copy(sql, parameters),
      close: () => real.close(),
    }),
    wallet: (real) => {
      const { combined, acquiring } = real;
      return {
        start: (request) => touch(() => real.start(request)),
        ask: (subject) => touch(() => real.ask(subject)),
        close: (subject) => touch(() => real.close(subject)),
        refund: (request) => touch(() => real.refund(request)),
        askRefund: (subject) => touch(() => real.askRefund(subject)),
        readNotice: (raw) => touch(() => real.readNotice(raw)),
        ...(acquiring && { acquiring: { accept: (request) => touch(() => acquiring.accept(request)) } }),
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
