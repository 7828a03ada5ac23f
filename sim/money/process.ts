import type { Db, Tx } from "#db";
import type { openHouse } from "#main";
import type { Http } from "#wallets/protocol";
import { Dead, type Mortal, makeMortal } from "../../src/payments/testing/mortal.ts";

export type Rooms = Awaited<ReturnType<typeof openHouse>>;

/** What a process reaches the world by; it can be cut off for ever at any contact. */
export type Life = {
  db(real: Db): Db;
  http(real: Http): Http;
  /** Dies at its nth contact from now, just before it or just after it took effect. */
  dieAt(contact: number, when: "before" | "after"): void;
  died(): boolean;
};

export type Process = { rooms: Rooms; life: Life };

export function makeLife(): Life {
  let mortal: Mortal | null = null;
  const touch = <T>(work: () => Promise<T>): Promise<T> => (mortal === null ? work() : mortal.call(work));
  return {
    db: (real) => ({
      read: (sql, parameters) => touch(() => real.read(sql, parameters)),
      // What dies within a transaction is undone, as PostgreSQL does when its client vanishes.
      tx: (work) =>
        touch(() =>
          real.tx((tx) => work({ query: (sql: string, given: unknown[]) => touch(() => tx.query(sql, given)) } as Tx)),
        ),
      copy: (sql, parameters) => real.copy(sql, parameters),
      close: async () => {},
    }),
    http: (real) => (request) => touch(() => real(request)),
    dieAt: (contact, when) => {
      mortal ??= makeMortal(contact, when);
    },
    died: () => mortal?.died() ?? false,
  };
}

export { Dead };
