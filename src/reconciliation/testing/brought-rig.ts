import { accountOf, makeRig } from "#payments/testing";
import type { BillFiles, BillKind, BillLine, FundLine, RefundLine, Wallet } from "#wallets/protocol";
import { makeReconciliation, type ReconciliationNeeds } from "../index.ts";

export const day = "2026-11-22";
export const account = accountOf("red");
export const person = (id: string) => ({ kind: "person", id, marketplace: "mkt_test" });

type Lines = { trade?: BillLine[]; refund?: RefundLine[]; fund?: FundLine[] };

/** The payments room beside this one, and a wallet whose files are read by name: a file's bytes are its name. */
export async function makeBroughtRig() {
  const rig = await makeRig();
  const files = new Map<string, Lines>();
  const linesOf = async (file: AsyncIterable<Uint8Array>): Promise<Lines> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of file) pieces.push(piece);
    return files.get(Buffer.concat(pieces).toString()) ?? {};
  };
  const billFiles: BillFiles = {
    account: { number: "1900000001", namedBy: ["trade", "refund"] },
    async *trade({ file }) {
      yield (await linesOf(file)).trade ?? [];
    },
    async *refund({ file }) {
      yield (await linesOf(file)).refund ?? [];
    },
    async *fund({ file }) {
      yield (await linesOf(file)).fund ?? [];
    },
  };
  const roomWith = (change: Partial<ReconciliationNeeds> = {}) =>
    makeReconciliation({
      ...{ db: rig.db, clock: rig.clock, ids: rig.ids, hear: rig.payments.hearBill },
      wallet: async () => ({ billFiles }) as unknown as Wallet,
      account: (id) => ({ id, marketplace: "mkt_test", wallet: "red" }),
      mayApprove: (who, _marketplace, by) => (who.id === by ? { ok: false } : { ok: true }),
      ...{ seal: (text: string) => text, open: (text: string) => text },
      ...change,
    });
  const room = roomWith();
  const bring = (kind: BillKind, name: string, content: AsyncIterable<Uint8Array> = piece(name)) =>
    room.takeFile(person("per_a"), { ...{ account, day, kind, content }, file_name: name, hash: null });
  return {
    ...{ ...rig, files, room, roomWith, bring },
    async broughtId(kind: BillKind, name: string): Promise<string> {
      const done = await bring(kind, name);
      if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
      return done.value.id;
    },
    propose: (id: string) => room.proposeFile(person("per_a"), id, { why: "it cannot be fetched" }),
    async approve(id: string) {
      const proposed_at = (await room.getFile(id))?.proposed_at ?? new Date(0);
      return await room.decideFile(person("per_b"), id, { approve: true, why: "seen", proposed_at });
    },
    breaks: async () => (await room.listBreaks({ marketplace: null }, { after: null, limit: 100 })).data,
  };
}

export async function* piece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
