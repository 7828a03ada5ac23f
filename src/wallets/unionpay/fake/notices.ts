import { deliverNotices, type QueuedNotice } from "../../fake-parts.ts";
import type { Fields } from "../sign.ts";
import type { FakeOrder, FakeReturn } from "./state.ts";
import { paidFields, returnFields } from "./told.ts";
import { acpSigns, nowMs, type World } from "./world.ts";

const minute = 60_000;
/** After each try without a 200. That there are five more, so far apart: remembered, not verified. */
const retryAfterMs = [minute, 2 * minute, 4 * minute, 15 * minute, 60 * minute];
const timeoutMs = 10_000;

function tell(world: World, to: string, about: string, fields: Fields): void {
  world.state.notices.push({ to, about, fields: { ...fields }, tries: 0, answered: false, nextAt: nowMs(world) });
}

const subTypes = { code: "07", charge: "06", app: "01", page: "01" } as const;

export function tellOfPayment(world: World, order: FakeOrder): void {
  const kind = { txnType: "01", txnSubType: subTypes[order.kind] };
  tell(world, order.backUrl, order.orderId, { ...kind, bizType: "000201", ...paidFields(order), ...paidWell });
}

const paidWell = { respCode: "00", respMsg: "成功[0000000]" };

export function tellOfReturn(world: World, one: FakeReturn): void {
  const { origRespCode = "", origRespMsg = "", ...fields } = returnFields(one);
  const result = { respCode: origRespCode, respMsg: origRespMsg };
  tell(world, one.backUrl, one.orderId, { txnSubType: "00", bizType: "000201", ...fields, ...result });
}

/** Sends what is due; answers how many posts were made. */
export function deliverDue(world: World): Promise<number> {
  const { outside, knobs, state } = world;
  return deliverNotices({
    outside,
    knobs,
    notices: state.notices,
    retryAfterMs,
    post: (notice) => post(world, notice),
  });
}

async function post(world: World, notice: QueuedNotice): Promise<boolean> {
  const fields = { ...notice.fields };
  if (world.knobs.wrong_amount) fields["txnAmt"] = (BigInt(fields["txnAmt"] ?? "0") + 1n).toString();
  try {
    const answer = await world.outside.http({
      method: "POST",
      url: notice.to,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: new URLSearchParams(await acpSigns(world, fields)).toString(),
      timeoutMs,
    });
    return answer.status === 200;
  } catch {
    return false;
  }
}
