import type { ApplicationView, TermsView } from "#onboarding";
import type { OnboardingDoor } from "../onboarding-door.ts";
import { page, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const hash = "a".repeat(64);
const terms: TermsView = {
  ...{ marketplace: east, wallet: "wechatpay", version: 1, zh: "协议", en: "Terms", hash, published_at: start },
};

const application: ApplicationView = {
  ...{ id: id("apl", 1), marketplace: east, store: silk, wallet: "wechatpay", wallet_account: id("wac", 1) },
  ...{ applicant: "company", state: "rejected", round: 1, fields: { short_name: "丝绸" }, secrets_set: ["id_number"] },
  documents: [{ name: "licence", type: "image/png", bytes: 100, sha256: hash, uploaded_at: start, handed_over: true }],
  missing: ["id_back"],
  terms: { version: 1, hash, accepted_by: id("key", 1), accepted_at: start },
  reasons: [
    { field: "licence", says: "模糊" },
    { field: null, says: "其他" },
  ],
  action: { what: "sign", url: null, says: "请签约" },
  ...{ sub_merchant: null, created_at: start, submitted_at: start, decided_at: start, merchant_ready_at: null },
  ...{ buyer_visible_at: null, lag_seconds: null, updated_at: start },
};

/** The onboarding room, in memory. */
export function fakeOnboarding(): OnboardingDoor {
  const once = repeats();
  const good = async () => ({ ok: true as const, value: application });
  const asked = async (repeat: Parameters<typeof once>[0], make: () => ApplicationView) => {
    const result = await once(repeat, make);
    return result.ok ? result : { ok: false as const, fault: "idempotency_key_reused" as const };
  };
  return {
    publishTerms: async (_by, given) => ({ ...terms, ...given }),
    listTerms: async ({ marketplace }) => (marketplace === null || marketplace === east ? [terms] : []),
    createApplication: (_by, input, repeat) =>
      asked(repeat, () => ({ ...application, ...input, wallet_account: input.wallet_account ?? id("wac", 1) })),
    ...{ saveFields: good, putDocument: good, acceptTerms: good },
    submit: (_by, _id, repeat) => asked(repeat, () => application),
    withdraw: (_by, _id, repeat) => asked(repeat, () => ({ ...application, state: "withdrawn" })),
    check: async () => application,
    get: async (one) => (one === application.id ? application : null),
    list: async ({ marketplace, store }, at) =>
      page((marketplace ?? east) === east && (store ?? silk) === silk ? [application] : [], at),
    moves: async () => [
      { n: 1, from: null, to: "draft", round: 0, reasons: [], by: id("key", 1), at: start },
      {
        n: 2,
        from: "draft",
        to: "sending",
        round: 1,
        reasons: [{ field: null, says: "x" }],
        by: "wechatpay",
        at: start,
      },
    ],
  };
}
