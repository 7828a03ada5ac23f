import type { Fields } from "../sign.ts";
import type { FakeNotice, FakeOrder, FakeReturn } from "./state.ts";
import { paidFields, returnFields } from "./told.ts";
import { acpSigns, happens, nowMs, type World } from "./world.ts";

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
export async function deliverDue(world: World): Promise<number> {
  const now = nowMs(world);
  const due = world.state.notices.filter(({ nextAt }) => nextAt !== null && nextAt <= now);
  // Taken out while they are under way, so that a second call does not send them too.
  for (const notice of due) notice.nextAt = null;
  if (world.knobs.notice_reorder) due.reverse();
  let sent = 0;
  for (const notice of due) sent += await tryNotice(world, notice, now);
  return sent;
}

export function nextDue(world: World): Date | null {
  const times = world.state.notices.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

async function tryNotice(world: World, notice: FakeNotice, at: number): Promise<number> {
  notice.tries += 1;
  let posts = 0;
  if (!happens(world, world.knobs.notice_drop))
    for (; posts <= world.knobs.notice_repeat; posts++) if (await post(world, notice)) notice.answered = true;
  const wait = retryAfterMs[notice.tries - 1];
  notice.nextAt = notice.answered || wait === undefined ? null : at + wait;
  return posts;
}

async function post(world: World, notice: FakeNotice): Promise<boolean> {
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
