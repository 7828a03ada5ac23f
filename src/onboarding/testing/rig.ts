import { randomBytes } from "node:crypto";
import { type Db, makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../../tests/database.ts";
import type { ActivationFacts, OnboardingNeeds } from "../context.ts";
import { createOnboarding, type Onboarding } from "../index.ts";
import type { ApplicationView, Result } from "../types.ts";
import { makeToyOnboarding, type ToyOnboarding, toyForm } from "./toy-wallet.ts";

export const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(40, 7)]);
export const terms = { zh: "商户入驻协议", en: "Agreement of stores" };

/** The room on a real PostgreSQL, with a toy wallet, a directory in memory, and a clock that only tests move. */
export type OnboardingRig = Awaited<ReturnType<typeof openRig>>;

export async function openRig() {
  const { appUrl } = await freshDatabase();
  const db = openDatabase(appUrl, { poolSize: 8, applicationName: "onboarding test" });
  let now = new Date("2024-09-05T06:30:00Z");
  const clock = { now: () => now };
  const ids = makeIds(clock, randomBytes);
  const toy = makeToyOnboarding();
  const alarms: string[] = [];
  const decided: unknown[] = [];
  const shown: number[] = [];
  const world = { admitted: false, activation: null as (ActivationFacts & { subMerchant: string | null }) | null };
  const needs: OnboardingNeeds = {
    ...{ db, clock, ids },
    formOf: (wallet) => (wallet === "red" ? toyForm : null),
    wallet: async () => ({ onboarding: toy.wallet }),
    accountsOf: () => ["wac_1"],
    noticeUrl: (wallet, account) => `https://house.test/notices/${wallet}/${account}`,
    activation: directoryOf(world, clock),
    admitted: () => world.admitted,
    seal: (text, about) => `sealed:${about}:${Buffer.from(text).toString("base64")}`,
    open(sealed, about) {
      if (!sealed.startsWith(`sealed:${about}:`)) throw new Error("Sealed for another row.");
      return Buffer.from(sealed.slice(`sealed:${about}:`.length), "base64").toString();
    },
    alarm: (what) => void alarms.push(what),
    told: {
      decided: (wallet, outcome, seconds) => void decided.push([wallet, outcome, seconds]),
      shown: (_wallet, seconds) => void shown.push(seconds),
    },
  };
  const boot = (change: Partial<OnboardingNeeds> = {}): Onboarding => createOnboarding({ ...needs, ...change });
  const marketplace = ids.next("mkt");
  return {
    ...{ db, ids, clock, toy, alarms, decided, shown, world, boot, marketplace, onboarding: boot() },
    store: () => ids.next("sto"),
    advance(seconds: number): void {
      now = new Date(now.getTime() + seconds * 1000);
    },
    end: () => db.close(),
  };
}

type World = { activation: (ActivationFacts & { subMerchant: string | null }) | null };

/** One store's activation, as the directory would keep it. */
function directoryOf(world: World, clock: { now(): Date }): OnboardingNeeds["activation"] {
  return {
    of: async () => world.activation,
    async applied() {
      world.activation ??= { state: "applied", merchant_ready_at: null, visible_at: null, subMerchant: null };
    },
    async ready(_place, subMerchant) {
      const at = world.activation?.merchant_ready_at ?? clock.now();
      world.activation = { state: "merchant_ready", merchant_ready_at: at, visible_at: null, subMerchant };
      return world.activation;
    },
    async show() {
      if (world.activation) world.activation = { ...world.activation, state: "active", visible_at: clock.now() };
      return world.activation;
    },
  };
}

export function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
}

export function repeatKey(key: string, hash = "0") {
  return { caller: "key_1", route: "POST /v1/applications", key, requestHash: hash.padStart(64, "0") };
}

/** A company's application, with everything that it needs to be submitted. */
export async function filled(rig: OnboardingRig, room: Onboarding = rig.onboarding): Promise<ApplicationView> {
  const { marketplace } = rig;
  const published = await room.publishTerms("per_1", { marketplace, wallet: "red", ...terms });
  const draft = { marketplace, store: rig.store(), wallet: "red", applicant: "company" as const };
  const { id } = ok(await room.createApplication("key_1", draft, null));
  ok(await room.saveFields(id, { fields: { business_name: "甲店", id_number: "11010519491231002X" } }));
  ok(await room.putDocument("key_1", id, { name: "licence", content: png }));
  return ok(await room.acceptTerms("key_1", id, published));
}

/** Everything that the database holds about applications, as text: to look for what must not stand there. */
export async function dump(db: Db): Promise<string> {
  const tables = ["applications", "application_documents", "application_moves", "outbox"];
  const rows = await Promise.all(tables.map((table) => db.read<object>(`select * from ${table}`)));
  return JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}

export type { ToyOnboarding };
