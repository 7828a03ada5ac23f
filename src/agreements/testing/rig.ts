import { createHmac, randomBytes } from "node:crypto";
import { type Clock, makeIds, openDatabase } from "#db";
import { makeShareCode, readShareCode } from "#links";
import { createAgreements } from "../create-agreements.ts";
import type { AgreementsParts } from "../types.ts";

const hash = (text: string) => createHmac("sha256", "vouchers of a test").update(text).digest();

/** The agreements room on a real PostgreSQL; `more` puts another in the place of what main hands in. */
export function openAgreements(url: string, clock: Clock, more: Partial<AgreementsParts> = {}) {
  const db = openDatabase(url, { poolSize: 8, applicationName: "agreements test" });
  const lost: string[] = [];
  const raised: string[] = [];
  const parts: AgreementsParts = {
    ...{ db, clock, ids: makeIds(clock, randomBytes), random: randomBytes, twoPeople: "as_set" },
    codes: {
      make: () => makeShareCode((bytes) => randomBytes(bytes), hash),
      read: (text) => readShareCode(text, hash),
    },
    mayApprove: (caller, _marketplace, proposer) =>
      caller.kind === "person" && caller.id !== proposer ? { ok: true } : { ok: false },
    lost: async (_tx, _marketplace, id) => void lost.push(id),
    raise: async (_marketplace, id) => void raised.push(id),
    ...{ openTo: () => new Map(), permit: () => ({ open: true, reasons: [] }) },
    marketplaceOf: () => "mkt_cafe",
    money: {
      ...{ liesApart: () => false, walletHolds: async () => false, hold: async () => {}, alarm: () => {} },
      mayReturn: async () => ({}),
      refund: async () => ({ ok: false, fault: "not_here", left: null }),
    },
    ...more,
  };
  return { db, parts, lost, raised, room: createAgreements(parts) };
}
