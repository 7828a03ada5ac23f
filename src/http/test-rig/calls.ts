import type { CallView } from "#calls";
import type { CallsDoor } from "../calls-door.ts";
import { page } from "./payments.ts";
import { id } from "./people.ts";
import { start } from "./views.ts";

/** A call and a notice about whatever is asked for. */
export function fakeCalls(): CallsDoor {
  const call = (subject: string, n: number): CallView => ({
    ...{ id: id("wcl", n), subject, at: start, direction: n === 1 ? "out" : "in", act: n === 1 ? "start" : "notice" },
    ...{ wallet: "wechatpay", wallet_account: id("wac", 1), method: "POST", path: "/v3/pay/transactions/native" },
    ...{ status: n === 1 ? 200 : null, fault: n === 1 ? null : "timeout", took_ms: 31, verdict: "paid", why: null },
    request: { form: "json", bytes: 17, value: { amount: { total: 1230 }, description: { $hidden: "text" } } },
    response: { form: "none", bytes: 0, value: null },
  });
  return {
    list: async (subjects, at) =>
      page(
        subjects.flatMap((one) => [call(one, 1), call(one, 2)]),
        at,
      ),
  };
}
