import { deliverNotices, type QueuedNotice } from "../../fake-parts.ts";
import type { Fields } from "../xml.ts";
import { jdMessage, nowMs, type World } from "./world.ts";

const minute = 60_000;
/** After each try without the word success: remembered, not verified. */
const retryAfterMs = [minute, 3 * minute, 10 * minute, 30 * minute, 120 * minute];
const timeoutMs = 10_000;

export function tell(world: World, to: string, about: string, fields: Fields): void {
  world.state.notices.push({ to, about, fields: { ...fields }, tries: 0, answered: false, nextAt: nowMs(world) });
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
  const result = { "result.code": "000000", "result.desc": "success" };
  const fields: Record<string, string> = { ...result, ...notice.fields };
  if (world.knobs.wrong_amount) fields["amount"] = (BigInt(fields["amount"] ?? "0") + 1n).toString();
  try {
    const answer = await world.outside.http({
      method: "POST",
      url: notice.to,
      headers: { "content-type": "application/xml; charset=utf-8" },
      body: jdMessage(world, fields),
      timeoutMs,
    });
    return answer.status === 200 && answer.body.toString().trim() === "success";
  } catch {
    return false;
  }
}
