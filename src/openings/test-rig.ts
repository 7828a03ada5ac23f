import { randomBytes } from "node:crypto";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase } from "../../tests/database.ts";
import { createOpenings, type Openings, type OpeningsParts } from "./create-openings.ts";
import { type Decision, decide, type Facts } from "./decide.ts";
import type { NewOpening, OpeningView, Result } from "./types.ts";

const refusing = { ok: false } as const;
const none = { paid: 0n, refused: 0n, unknown: 0n, refunded: 0n, complaints: 0n, breaks: 0n };

/** The openings room on a real PostgreSQL with a clock that only tests move, and a second process over the same. */
export async function openRig(more: Partial<OpeningsParts> = {}) {
  const { appUrl, ownerUrl } = await freshDatabase();
  const db = openDatabase(appUrl, { poolSize: 8, applicationName: "openings test" });
  let now = new Date("2024-09-05T06:30:00Z");
  const clock = { now: () => now };
  const ids = makeIds(clock, randomBytes);
  const alarms: { what: string; about: Readonly<Record<string, unknown>> }[] = [];
  const parts: OpeningsParts = {
    ...{ db, clock, ids, random: randomBytes, walletIds: ["wechatpay", "alipay"] },
    timeZoneOf: (id) => (id.startsWith("mkt_") ? "Asia/Shanghai" : null),
    alarm: (what, about) => void alarms.push({ what, about }),
    ...{
      storesOf: () => [],
      turnoverOf: async () => new Map<string, bigint>(),
      mayVote: () => false,
      figuresOf: async () => none,
      twoPeople: "as_set",
      mayApprove: () => refusing,
    },
    ...more,
  };
  const boot = (): Openings => createOpenings(parts);
  const rig = {
    ...{ db, ownerUrl, ids, clock, alarms, parts, boot, openings: boot(), marketplace: "" },
    set now(at: Date | string | number) {
      now = new Date(at);
    },
    get now(): Date {
      return now;
    },
    end: () => db.close(),
  };
  rig.marketplace = await newMarketplace(rig);
  return rig;
}

export type OpeningsRig = Awaited<ReturnType<typeof openRig>>;

export async function newMarketplace(rig: { db: Db; ids: OpeningsRig["ids"]; clock: OpeningsRig["clock"] }) {
  const id = rig.ids.next("mkt");
  await rig.db.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '淘集市', 'Bazaar', 'Asia/Shanghai', 'open', $2, 1)`,
    [id, rig.clock.now()],
  );
  return id;
}

export const operator = { kind: "person", id: "per_1", marketplace: null, store: null };

export function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

export async function draft(rig: OpeningsRig, more: Partial<NewOpening> = {}): Promise<OpeningView> {
  const input: NewOpening = {
    ...{ marketplace: rig.marketplace, capability: "payment", partner: "wechatpay", methods: null },
    ...{ effective_at: null, caps: {}, terms: { zh: "买家可用微信支付。", en: "Buyers may pay with WeChat Pay." } },
    ...more,
  };
  return ok(await rig.openings.createOpening(operator, input, null));
}

export const move = (rig: OpeningsRig, id: string, to: Parameters<Openings["moveOpening"]>[2]) =>
  rig.openings.moveOpening(operator, id, to, `because ${to}`, null);

export function decided(rig: OpeningsRig, more: Partial<Facts> = {}, at = rig.now, by = rig.openings): Decision {
  const facts: Facts = {
    ...{ marketplace: rig.marketplace, store: "sto_1", capability: "payment", partner: "wechatpay", method: "qr" },
    ...{ amount: fen(100), buyer: {}, standing: "ready", health: "well" },
    ...more,
  };
  return decide(facts, by.programmesFor(facts.marketplace), at);
}
