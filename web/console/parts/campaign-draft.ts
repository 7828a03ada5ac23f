import { typedAmount } from "../lib/amount.ts";

export type Place = { host: string; surface: string; target: string; url: string };
/** A campaign as it is typed: texts, until it is sent. */
export type CampaignDraft = {
  zh: string;
  en: string;
  pricing: "click" | "order" | "share";
  /** Yuan a click or order; of a share percent. */
  price: string;
  days: string;
  total: string;
  day: string;
  account: string | null;
  places: readonly Place[];
};

export const emptyPlace: Place = { host: "wechat", surface: "moments", target: "product", url: "" };
export const emptyDraft: CampaignDraft = {
  ...{ zh: "", en: "", pricing: "share", price: "", days: "30", total: "", day: "" },
  ...{ account: null, places: [emptyPlace] },
};

/** Whether it says enough to be sent; whether it is right, the house says. */
export function isWhole(draft: CampaignDraft, ofStore: boolean): boolean {
  const texts = [draft.zh, draft.en, draft.price, draft.days, ...draft.places.map((one) => one.url)];
  if (texts.some((text) => text.trim() === "")) return false;
  return !ofStore || (draft.total.trim() !== "" && draft.account !== null);
}

const dayMs = 86_400_000;

/** The request's body. Throws a problem where an amount cannot be read. */
export function campaignBody(draft: CampaignDraft, now: Date) {
  const { zh, en, pricing, price, days, total, day, account, places } = draft;
  const budget = {
    ...(total.trim() === "" ? {} : { total: typedAmount(total) }),
    ...(day.trim() === "" ? {} : { day: typedAmount(day) }),
  };
  const cost = pricing === "share" ? { share_bp: Number(typedAmount(price).minor) } : { price: typedAmount(price) };
  return {
    ...{ name: { zh, en }, pricing, budget, placements: places, ...cost },
    ...{ starts_at: now.toISOString(), ends_at: new Date(now.getTime() + Number(days) * dayMs).toISOString() },
    ...(account === null ? {} : { wallet_account: account }),
  };
}
