import type { RawResponse } from "../../protocol.ts";
import { fieldText } from "../wire.ts";
import { billFile } from "./bill-file.ts";
import { readPairs, splitPath } from "./form.ts";
import { refuse, refuseBill } from "./refusal.ts";
import type { Call } from "./trades.ts";
import { nowMs, type World } from "./world.ts";

const dayMs = 86_400_000;
/** How long a download address holds, as a public reading of Alipay's pages says. */
const linkMs = 30_000;
const linksMax = 100;
export const billPath = "/bill/download";

/** Of a day or of a month; the real one is ready at about nine the next morning, here only with strict_clock. */
export const billAddress: Call = (world, biz) => {
  const type = fieldText(biz, "bill_type");
  if (type !== "trade" && type !== "signcustomer") return refuse("INVALID_PARAMETER", "bill_type");
  const period = fieldText(biz, "bill_date");
  const first = Date.parse(`${period.length === 7 ? `${period}-01` : period}T09:00:00+08:00`);
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(period) || Number.isNaN(first)) return refuse("INVALID_PARAMETER", "bill_date");
  const isEarly = world.knobs.strict_clock && nowMs(world) < first + dayMs;
  // The bill of the account's movements (signcustomer) is not made here.
  const bytes = isEarly || type !== "trade" ? null : billFile(world, period);
  if (bytes === null) return refuseBill("isp.bill_not_exist", "账单不存在");
  const token = world.outside.random(16).toString("hex");
  if (world.bills.size >= linksMax) world.bills.clear();
  world.bills.set(token, { bytes, until: nowMs(world) + linkMs });
  return { ok: true, fields: { bill_download_url: `${world.outside.origin}${billPath}?token=${token}` } };
};

/** The file behind an address: no signature is asked for, and none is given. */
export function downloadBill(world: World, path: string): RawResponse {
  const found = world.bills.get(readPairs(splitPath(path).query)["token"] ?? "");
  if (!found || found.until < nowMs(world))
    return { status: 404, headers: { "content-type": "text/html;charset=utf-8" }, body: Buffer.from("链接已失效") };
  const headers = { "content-type": "application/zip", "content-disposition": 'attachment; filename="bill.csv.zip"' };
  return { status: 200, headers, body: found.bytes };
}
