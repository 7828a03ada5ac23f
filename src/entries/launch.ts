import { targetFault } from "./check.ts";
import type { AnyContext } from "./context.ts";
import { linksOf } from "./links.ts";
import { getEntry } from "./register.ts";
import type { EntryLink, EntrySurface, EntryView, Reason, Result } from "./types.ts";

const suspended: Reason = {
  code: "entry_suspended",
  zh: "该入口已暂停。",
  en: "This entry is suspended.",
};

/** Whether one may come in by an entry, from one of the host app's surfaces (null: from any). Throws nothing. */
export function shutBy(
  { needs }: AnyContext,
  entry: Pick<EntryView, "marketplace" | "host" | "state">,
  surface: EntrySurface | null,
): readonly Reason[] {
  const { marketplace, host } = entry;
  const decision = needs.decide({ marketplace, host, surface }, needs.clock.now());
  const reasons = decision.open ? [] : [...decision.reasons];
  if (entry.state === "suspended") reasons.push(suspended);
  return reasons;
}

/** The links that lead into an entry, where the host app lets it be opened from there. */
export async function launchEntry(
  context: AnyContext,
  id: string,
  asked: { surface: EntrySurface; path?: string; query?: string },
): Promise<Result<{ entry: string; links: readonly EntryLink[] }>> {
  const entry = await getEntry(context, id);
  if (!entry) return { ok: false, fault: "not_found" };
  const target = { path: asked.path ?? entry.path, query: asked.query ?? "" };
  const wrong = targetFault(target);
  if (wrong !== null) return { ok: false, fault: "entry_invalid", detail: { field: wrong } };
  const reasons = shutBy(context, entry, asked.surface);
  if (reasons.length > 0) return { ok: false, fault: "entry_shut", detail: { reasons } };
  return { ok: true, value: { entry: id, links: linksOf(entry, target) } };
}
