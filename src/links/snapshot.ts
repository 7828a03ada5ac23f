import type { Db } from "#db";
import type { Lists } from "./screen-url.ts";
import type { BlockView, GrantView, LinkSettings, PolicyView } from "./types.ts";

type Memory = {
  version: bigint;
  settings: ReadonlyMap<string, LinkSettings>;
  policies: readonly PolicyView[];
  blocks: readonly BlockView[];
  grants: readonly GrantView[];
  lists: ReadonlyMap<string, Lists>;
};

const policyColumns = `marketplace, partner, n, starts_at, json_build_object('zh', title_zh, 'en', title_en) as title,
  rules, posts, why, set_by, set_at`;
export const blockColumns = `id, marketplace, host, code, state, blocked_by,
  json_build_object('zh', why_zh, 'en', why_en) as why, blocked_at, changed_at`;
export const grantColumns = "id, marketplace, partner, api, fields, agreement, since, cut_at, changed_at";

/** What is asked with every link, in memory: settings, policies, blocks, grants. Read again when the version rises. */
export function createLinkSnapshot(db: Db, wallets: readonly string[]) {
  let kept: Memory = {
    ...{ version: -1n, settings: new Map(), policies: [], blocks: [], grants: [], lists: new Map() },
  };
  async function refresh(): Promise<void> {
    const [row] = await db.read<{ version: bigint }>("select version from link_state");
    const version = row?.version ?? 0n;
    if (version === kept.version) return;
    const settings = await db.read<LinkSettings>("select marketplace, hosts, android, ios from link_settings");
    const blocks = await db.read<BlockView>(`select ${blockColumns} from link_blocks where state <> 'lifted'`);
    const policies = await db.read<PolicyView>(`select ${policyColumns} from link_policies order by starts_at, n`);
    const grants = await db.read<GrantView>(`select ${grantColumns} from interface_grants order by id`);
    const lists = new Map<string, Lists>();
    for (const marketplace of new Set([...settings, ...blocks].map((one) => one.marketplace)))
      lists.set(marketplace, {
        wallets,
        allowed: settings.find((one) => one.marketplace === marketplace)?.hosts ?? [],
        blocked: new Map(
          blocks
            .filter((one) => one.marketplace === marketplace)
            .map(({ host, code, why }) => [host, { code: `blocked_${code}`, ...why }]),
        ),
      });
    kept = {
      version,
      blocks,
      policies,
      grants,
      lists,
      settings: new Map(settings.map((one) => [one.marketplace, one])),
    };
  }
  const nothing: Lists = { allowed: [], blocked: new Map(), wallets };
  return {
    refresh,
    settingsOf: (marketplace: string): LinkSettings =>
      kept.settings.get(marketplace) ?? { marketplace, hosts: [], android: [], ios: [] },
    allSettings: () => [...kept.settings.values()],
    listsOf: (marketplace: string): Lists => kept.lists.get(marketplace) ?? nothing,
    /** The version that holds: the latest that has started. Null: nothing was ever set. */
    policyAt: (marketplace: string, partner: string, now: Date): PolicyView | null =>
      kept.policies.findLast(
        (one) => one.marketplace === marketplace && one.partner === partner && one.starts_at <= now,
      ) ?? null,
    policiesOf: (marketplace: string) => kept.policies.filter((one) => one.marketplace === marketplace),
    grantsOf: (marketplace: string) => kept.grants.filter((one) => one.marketplace === marketplace),
  };
}

export type LinkSnapshot = ReturnType<typeof createLinkSnapshot>;
