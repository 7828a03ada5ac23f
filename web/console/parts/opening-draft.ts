import { fenOf } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { DraftRunAsked, Guard, NewOpening, Prerequisite } from "../lib/types.ts";
import type { Rung } from "./opening-rungs.tsx";

export const depths = ["superficial", "moderate", "deep"] as const;
export const capNames = ["per_payment", "per_buyer_day", "per_store_day", "total_day"] as const;
export type CapName = (typeof capNames)[number];
/** Amounts as they are typed, in yuan; empty: no such cap. */
export type TypedCaps = Partial<Record<CapName, string>>;

/** A guard as it is typed; its limit in percent, of breaks a plain number. */
export type TypedGuard = {
  key: number;
  figure: Guard["figure"];
  limit: number;
  window_minutes: number;
  min_count: number;
};

/** An opening as somebody composes it. */
export type Draft = {
  marketplace: string;
  /** Marketplaces, wallets and host apps that open; empty: the marketplace alone. */
  sides: readonly string[];
  capability: string;
  partner: string;
  depth: (typeof depths)[number];
  zh: string;
  en: string;
  caps: TypedCaps;
  notice: number | null;
  requires: readonly Prerequisite[];
  guards: readonly TypedGuard[];
  pilots: Rung[];
  stages: Rung[];
};

function capsBody(typed: TypedCaps) {
  const set = capNames.flatMap((name) => {
    const amount = fenOf(typed[name] ?? "");
    return amount ? [[name, amount] as const] : [];
  });
  return set.length === 0 ? {} : { caps: Object.fromEntries(set) };
}

const someOf = <Name extends string, V>(name: Name, values: readonly V[]) =>
  values.length === 0 ? {} : ({ [name]: values } as Record<Name, readonly V[]>);

function rungBody(rung: Rung) {
  const stores = {
    ...(rung.storeShare === 100 ? {} : { share: rung.storeShare * 100 }),
    ...someOf("city_tiers", rung.storeTiers),
  };
  const buyers = {
    ...(rung.buyerShare === 100 ? {} : { share: rung.buyerShare * 100 }),
    ...someOf("city_tiers", rung.buyerTiers),
    ...someOf("age_bands", rung.ageBands),
    ...someOf("any_of", rung.facts),
    ...someOf("apps", rung.apps),
    ...(rung.appFrom.trim() === "" ? {} : { app_version_from: rung.appFrom.trim() }),
  };
  return {
    ...(rung.title === "" ? {} : { title: { zh: rung.title, en: rung.title } }),
    ...(Object.keys(stores).length === 0 ? {} : { stores }),
    ...(Object.keys(buyers).length === 0 ? {} : { buyers }),
    ...capsBody(rung.caps),
    ...(rung.startsAt === "" ? {} : { starts_at: new Date(rung.startsAt).toISOString() }),
  } as NonNullable<NewOpening["stages"]>[number];
}

const guardBody = ({ figure, limit, window_minutes, min_count }: TypedGuard): Guard => ({
  ...{ figure, window_minutes, min_count },
  limit: figure === "breaks" ? limit : Math.round(limit * 100),
});

/** Everything but the terms: what the server can try before a word of them is written. */
export function draftBody(draft: Draft): DraftRunAsked["opening"] {
  const { marketplace, capability, partner, depth, notice, requires, guards, pilots, stages } = draft;
  return {
    ...{ marketplace, capability, partner, depth },
    ...someOf("sides", draft.sides),
    ...capsBody(draft.caps),
    ...(notice === null ? {} : { notice_days: notice }),
    ...(requires.length > 0 ? { requires: [...requires] } : {}),
    ...(guards.length > 0 ? { guards: guards.map(guardBody) } : {}),
    ...(pilots.length > 0 ? { pilots: pilots.map(rungBody) } : {}),
    ...(stages.length > 0 ? { stages: stages.map(rungBody) } : {}),
  };
}

export const openingBody = (draft: Draft): NewOpening => ({
  ...draftBody(draft),
  terms: { zh: draft.zh, en: draft.en },
});

const unread = (caps: TypedCaps): boolean =>
  Object.values(caps).some((text) => text.trim() !== "" && fenOf(text) === null);

/** What still stands in the way of saving, in words. A cap that cannot be read must not be left out in silence. */
export function useUnfinished(draft: Draft): string[] {
  const say = useSay();
  const { marketplace, partner, zh, en, pilots, stages } = draft;
  const version = /^\d{1,9}(\.\d{1,9}){0,3}$/;
  const oddVersion = [...pilots, ...stages].some(
    ({ appFrom }) => appFrom.trim() !== "" && !version.test(appFrom.trim()),
  );
  const wrong = [draft.caps, ...[...pilots, ...stages].map((rung) => rung.caps)].some(unread);
  return [
    ...(zh.trim() === "" ? [say("中文条款", "terms in Chinese")] : []),
    ...(en.trim() === "" ? [say("英文条款", "terms in English")] : []),
    ...(partner.trim() === "" ? [say("伙伴", "the partner")] : []),
    ...(marketplace === "" ? [say("平台", "the marketplace")] : []),
    ...(oddVersion ? [say("应用版本，如 8.0.50", "an app's version, such as 8.0.50")] : []),
    ...(wrong ? [say("限额的金额，如 200 或 12.30", "a cap as an amount, such as 200 or 12.30")] : []),
  ];
}
