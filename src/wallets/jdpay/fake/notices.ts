import type { Fields } from "../xml.ts";
import type { FakeNotice } from "./state.ts";
import { happens, jdMessage, nowMs, type World } from "./world.ts";

const minute = 60_000;
/** After each try without the word success: remembered, not verified. */
const retryAfterMs = [minute, 3 * minute, 10 * minute, 30 * minute, 120 * minute];
const timeoutMs = 10_000;

export function tell(world: World, to: string, about: string, fields: Fields): void {
  world.state.notices.push({ to, about, fields: { ...fields }, tries: 0, answered: false, nextAt: nowMs(world) });
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
