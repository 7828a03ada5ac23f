import { isAppVersion } from "./app-version.ts";
import { capFaults } from "./caps.ts";
import { conditionFault } from "./conditions.ts";
import { guardFaults } from "./guard-figures.ts";
import type { NewOpening, NewStage } from "./types.ts";

/** 10,000ths. */
const whole = 10_000;

/** Every fault of an opening's pilots and stages, each with its place. */
export function stageFaults(input: Pick<NewOpening, "pilots" | "stages" | "methods" | "effective_at">): string[] {
  return (["pilots", "stages"] as const).flatMap((kind) => {
    const stages = input[kind] ?? [];
    return stages.flatMap((stage, index) => {
      const where = `${kind}[${index}]`;
      const before = stages.slice(0, index).flatMap((one) => one.starts_at ?? []);
      return [
        ...oneStage(stage, where, input.methods),
        ...startFaults(stage, where, index, before.at(-1) ?? (kind === "stages" ? input.effective_at : null)),
      ];
    });
  });
}

function startFaults(stage: NewStage, where: string, index: number, before: Date | null): string[] {
  if (!stage.starts_at) return [];
  if (index === 0) return [`${where}.starts_at: the first starts with its opening, leave it out`];
  return before && stage.starts_at <= before ? [`${where}.starts_at: must be later than the one before`] : [];
}

function oneStage(stage: NewStage, where: string, methods: readonly string[] | null): string[] {
  const faults = capFaults(stage.caps ?? {}, `${where}.caps`);
  const { stores = {}, buyers = {} } = stage;
  const shares = { "stores.share": stores.share, "buyers.share": buyers.share, "buyers.others": buyers.others };
  for (const [name, share] of Object.entries(shares))
    if (share !== undefined && !(Number.isInteger(share) && share >= 0 && share <= whole))
      faults.push(`${where}.${name}: a whole number of 10,000ths, 0 to 10000`);
  if (buyers.others !== undefined && buyers.any_of === undefined)
    faults.push(`${where}.buyers.others: only beside any_of`);
  if (buyers.app_version_from !== undefined && !isAppVersion(buyers.app_version_from))
    faults.push(`${where}.buyers.app_version_from: numbers with points, such as 10.38.0`);
  const lists = [stores.list, stores.categories, stores.city_tiers, buyers.any_of, buyers.city_tiers, buyers.age_bands];
  if ([...lists, buyers.apps, stage.methods].some((list) => list?.length === 0))
    faults.push(`${where}: an empty list lets nobody in`);
  const wrong = stage.condition ? conditionFault(stage.condition) : null;
  if (wrong !== null) faults.push(`${where}.condition: ${wrong}`);
  const strange = (stage.methods ?? []).filter((method) => methods !== null && !methods.includes(method));
  if (strange.length > 0) faults.push(`${where}.methods: the opening has no ${strange.join(", ")}`);
  faults.push(...guardFaults(stage.guards ?? [], `${where}.guards`));
  return faults;
}
