import { happens } from "../../fake-parts.ts";
import type { RawResponse } from "../../protocol.ts";
import { signContent } from "../sign.ts";
import { shanghaiText } from "../time.ts";
import { formText } from "./form.ts";
import type { FakeNotice, FakeTrade } from "./state.ts";
import { alipaySigns, nowMs, openIdOf, type World, yuanText } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;
/** After each try without the word success, as public programs quote Alipay's pages. Eight tries in all. */
const retryAfterMs = [4 * minute, 10 * minute, 10 * minute, hour, 2 * hour, 6 * hour, 15 * hour];
const timeoutMs = 10_000;
const atOnce = 32;

/** Puts a notice about the trade as it stands now in the queue, if its order named an address for notices. */
export function tellAboutTrade(world: World, trade: FakeTrade, more: Record<string, string>): void {
  if (trade.noticeUrl === null) return;
  world.state.serial += 1;
  const day = shanghaiText(world.outside.now()).slice(0, 10).replaceAll("-", "");
  const notice: FakeNotice = {
    // The same number on every try.
    id: `${day}00222${world.state.serial.toString().padStart(21, "0")}`,
    to: trade.noticeUrl,
    about: trade.outTradeNo,
    fields: { ...tradeFields(world, trade), ...more },
    tries: 0,
    answered: false,
    nextAt: nowMs(world),
  };
  world.state.notices.push(notice);
  world.state.pending.add(notice);
}

/** No empty field: readers differ on whether one is signed. */
function tradeFields(world: World, trade: FakeTrade): Record<string, string> {
  const total = yuanText(trade.total);
  const fields: Record<string, string> = {
    notify_type: "trade_status_sync",
    charset: "utf-8",
    version: "1.0",
    app_id: world.appId,
    auth_app_id: world.appId,
    seller_id: world.sellerId,
    seller_email: "seller@sandbox.test",
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    trade_status: trade.state,
    subject: trade.subject,
    total_amount: total,
    gmt_create: shanghaiText(new Date(trade.madeAt)),
  };
  if (trade.passback !== null) fields["passback_params"] = trade.passback;
  if (trade.paidAt === null) return fields;
  return {
    ...fields,
    ...buyerFields(trade.buyer),
    receipt_amount: total,
    invoice_amount: total,
    buyer_pay_amount: total,
    point_amount: "0.00",
    gmt_payment: shanghaiText(new Date(trade.paidAt)),
    fund_bill_list: JSON.stringify([{ amount: total, fundChannel: "ALIPAYACCOUNT" }]),
  };
}

/** Sends what is due; answers how many posts were made. */
export async function deliverDue(world: World): Promise<number> {
  const now = nowMs(world);
  const due = [...world.state.pending].filter((notice) => notice.nextAt !== null && notice.nextAt <= now);
  // Taken out while they are under way, so that a second call does not send them too.
  for (const notice of due) world.state.pending.delete(notice);
  if (world.knobs.notice_reorder) due.reverse();
  const width = world.knobs.notice_reorder ? 1 : atOnce;
  let sent = 0;
  for (let at = 0; at < due.length; at += width) {
    const posts = await Promise.all(due.slice(at, at + width).map((notice) => tryNotice(world, notice)));
    sent += posts.reduce((sum, count) => sum + count, 0);
  }
  return sent;
}

export function nextDue(world: World): Date | null {
  let first: number | null = null;
  for (const { nextAt } of world.state.pending)
    if (nextAt !== null && (first === null || nextAt < first)) first = nextAt;
  return first === null ? null : new Date(first);
}

async function tryNotice(world: World, notice: FakeNotice): Promise<number> {
  const at = nowMs(world);
  notice.tries += 1;
  let posts = 0;
  if (!happens(world.outside, world.knobs.notice_drop))
    for (; posts <= world.knobs.notice_repeat; posts++) if (await post(world, notice)) notice.answered = true;
  const wait = retryAfterMs[notice.tries - 1];
  notice.nextAt = notice.answered || wait === undefined ? null : at + wait;
  if (notice.nextAt === null) notice.fields = {};
  else world.state.pending.add(notice);
  return posts;
}

/** True when the merchant said success. */
async function post(world: World, notice: FakeNotice): Promise<boolean> {
  const body = formText(await signedNotice(world, notice));
  try {
    const answer: RawResponse = await world.outside.http({
      method: "POST",
      url: notice.to,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body,
      timeoutMs,
    });
    return answer.status === 200 && answer.body.toString().trim() === "success";
  } catch {
    return false;
  }
}

async function signedNotice(world: World, notice: FakeNotice): Promise<Record<string, string>> {
  const fields: Record<string, string> = {
    ...notice.fields,
    notify_id: notice.id,
    notify_time: shanghaiText(world.outside.now()),
  };
  if (world.knobs.wrong_amount) fields["total_amount"] = oneFenMore(fields["total_amount"] ?? "0.00");
  fields["sign"] = await alipaySigns(world, signContent(fields, ["sign", "sign_type"]));
  return { ...fields, sign_type: "RSA2" };
}

function oneFenMore(text: string): string {
  return yuanText(BigInt(text.replace(".", "")) + 1n);
}

/** Nobody that this wallet knows, where another wallet's user paid. */
function buyerFields(buyer: string | null) {
  if (buyer === null) return {};
  return { buyer_id: buyer, buyer_open_id: openIdOf(buyer), buyer_logon_id: "buy***@sandbox.test" };
}
