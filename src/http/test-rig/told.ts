import type { ComplaintView, NotificationView, OpeningRules, OpeningView, TimelineEntry } from "#openings";
import type { RepeatKey, Result } from "../parts.ts";
import type { ToldDoor } from "../told-door.ts";
import { page, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const name = { zh: "东市", en: "East" };
const notification: NotificationView = {
  ...{ id: id("ntf", 1), marketplace: east, store: silk, type: "opening.announce", subject: id("opn", 1) },
  ...{ words: name, data: {}, at: start, read: false },
};
const complaint: ComplaintView = {
  ...{ id: id("cpl", 1), payment: id("pay", 1), marketplace: east, store: silk, wallet: "wechatpay" },
  ...{ code: "not_received", says: "", by: id("key", 1), at: start },
};
const rules: OpeningRules = {
  ...{ marketplace: east, two_people: true, source: "marketplace", by: id("per", 1), why: "careful", at: start },
};

/** What stores are told, in memory. */
export function fakeTold(moved: (repeat: RepeatKey | null) => Promise<Result<OpeningView>>): ToldDoor {
  const once = repeats();
  return {
    pauseStage: (_caller, _id, _input, repeat) => moved(repeat),
    resumeStage: (_caller, _id, _input, repeat) => moved(repeat),
    decideStanding: async (_caller, { why, approve, ...named }) => {
      const by = { by: id("per", 1), confirmed_by: id("per", 2), at: start };
      return { ok: true, value: { ...named, ...by, why, stands: approve, waiting: false } };
    },
    readRules: async (marketplace) => ({ ...rules, marketplace }),
    setRules: async (_caller, { marketplace, two_people }) => ({
      ok: true,
      value: { ...rules, marketplace, two_people },
    }),
    listNotifications: async ({ marketplace, store }, at) =>
      page(marketplace === east && store === silk ? [notification] : [], at),
    countUnread: async ({ marketplace, store }) => ({ unread: toldIn(marketplace, store), more: false }),
    markRead: async ({ marketplace, store }, one) =>
      toldIn(marketplace, store) === 1 && one === notification.id
        ? { ok: true, value: { unread: 0, more: false } }
        : { ok: false, fault: "not_found" },
    markAllRead: async () => ({ ok: true, value: { unread: 0, more: false } }),
    takeComplaint: (_caller, { payment, code, says }, repeat) =>
      once(repeat, () => ({ ...complaint, payment: payment.id, code, says })),
    timeline: async ({ marketplace }, at) => {
      const mine = marketplace === null || marketplace === east;
      return at.after === null ? { data: [{ ...past, openings: mine ? [modelled] : [] }], next: "2013!e1000" } : none;
    },
  };
}

const toldIn = (marketplace: string | null, store: string | null): number =>
  marketplace === east && (store === silk || store === null) ? 1 : 0;
const none = { data: [], next: null };
const modelled = { id: id("opn", 1), marketplace: east, state: "open" };
const past: TimelineEntry = {
  ...{ kind: "event", date: "2013", date_precision: "around", wall: "superficial", move: "shut", actors: ["WeChat"] },
  ...{ what: name, source: "000", model: {}, openings: [], capability: "link", marketplaces: [] },
};
