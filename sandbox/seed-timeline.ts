import { join } from "node:path";
import { modelledOpenings } from "#openings";
import { type Api, makeApi } from "./api.ts";
import { keepJson, keptText } from "./keep.ts";

type Kept = { house?: string; marketplace?: string; openings: Record<string, string> };
type Made = { id: string };

/**
 * Makes the openings that model the past events of the timeline, in a marketplace of their own, whose sides are the
 * names of the time: data alone. What stands is left as it is; a seed that was cut off goes on where it was.
 */
export async function seedTimeline(options: { home: string; houseUrl: string; operatorToken: string }): Promise<void> {
  const file = join(options.home, "sandbox", "timeline.json");
  const api = makeApi(options.houseUrl, options.operatorToken);
  const text = await keptText(file);
  const found: Kept = text === null ? { openings: {} } : (JSON.parse(text) as Kept);
  const kept: Kept = (await isKnown(api, found.marketplace)) ? found : { openings: {} };
  const keep = () => keepJson(file, kept);
  if (kept.marketplace === undefined) {
    const name = { zh: "大事记（模拟）", en: "Timeline (simulation)" };
    kept.marketplace = (await api.post<Made>("/v1/marketplaces", { name, time_zone: "Asia/Shanghai" })).id;
    await keep();
  }
  for (const [name, { state, ...plan }] of Object.entries(modelledOpenings)) {
    if (kept.openings[name] !== undefined) continue;
    kept.openings[name] = await seedOpening(api, kept.marketplace, name, plan, `${state}`);
    await keep();
  }
}

async function isKnown(api: Api, marketplace: string | undefined): Promise<boolean> {
  if (marketplace === undefined) return false;
  return await api.get(`/v1/marketplaces/${marketplace}`).then(
    () => true,
    () => false,
  );
}

/** The repeat keys follow from the names, so that a step that was made and not kept is not made twice. */
async function seedOpening(api: Api, marketplace: string, name: string, plan: object, state: string): Promise<string> {
  const key = (step: string) => `timeline ${marketplace} ${name} ${step}`;
  const body = { ...plan, marketplace, models: name };
  const { id } = await api.post<Made>("/v1/openings", body, key("draft"));
  const why = "Seed of the timeline";
  const move = (verb: string, more: object = {}) => api.post(`/v1/openings/${id}/${verb}`, { why, ...more }, key(verb));
  if (state === "withdrawn") await move("withdraw");
  else if (state === "open") await move("open");
  else if (state === "opening") {
    // Announced as in 2024, with its days of notice from today on.
    await move("pilot");
    await move("announce", { skip_consultation: why });
  }
  return id;
}
