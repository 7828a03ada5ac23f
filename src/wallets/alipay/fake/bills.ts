import type { RawResponse } from "../../protocol.ts";
import { fieldText } from "../wire.ts";
import { billFile, files, fundFile } from "./bill-file.ts";
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
  const made = world.knobs.bill_file;
  const isThere = !isEarly && made !== files.notReady && made !== files.none;
  const bytes = isThere ? spoilt(type === "trade" ? billFile(world, period) : fundFile(world, period), made) : null;
  if (bytes === null) return refuseBill("isp.bill_not_exist", "账单不存在");
  const token = world.outside.random(16).toString("hex");
  if (world.bills.size >= linksMax) world.bills.clear();
  world.bills.set(token, { bytes, until: nowMs(world) + linkMs });
  return { ok: true, fields: { bill_download_url: `${world.outside.origin}${billPath}?token=${token}` } };
};

/** The knob bill_file: cut off, or another file's bytes under the archive's check sum. */
function spoilt(bytes: Buffer | null, made: number): Buffer | null {
  if (bytes === null) return null;
  if (made === files.cut) return bytes.subarray(0, bytes.length - 40);
  if (made !== files.wrongHash) return bytes;
  // The first file's check sum, in its own header and in the directory.
  const copy = Buffer.from(bytes);
  const directory = copy.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  copy.writeUInt32LE((copy.readUInt32LE(14) ^ 1) >>> 0, 14);
  copy.writeUInt32LE((copy.readUInt32LE(directory + 16) ^ 1) >>> 0, directory + 16);
  return copy;
}

/** The file behind an address: no signature is asked for, and none is given. */
export function downloadBill(world: World, path: string): RawResponse {
  const found = world.bills.get(readPairs(splitPath(path).query)["token"] ?? "");
  if (!found || found.until < nowMs(world))
    return { status: 404, headers: { "content-type": "text/html;charset=utf-8" }, body: Buffer.from("链接已失效") };
  const headers = { "content-type": "application/zip", "content-disposition": 'attachment; filename="bill.csv.zip"' };
  return { status: 200, headers, body: found.bytes };
}
