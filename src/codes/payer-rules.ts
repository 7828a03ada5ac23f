import type { Clock, Db } from "#db";
import type { PayerCodeRule } from "#wallets/protocol";
import { type NetworkRule, rulesOf } from "./payer-code.ts";

/** A rule that people set beside the wallets' own: codes of `prefix` and so many digits may be this wallet's. */
export type PayerRule = {
  /** Null: of the house, for every marketplace. */
  marketplace: string | null;
  wallet: string;
  prefix: string;
  digits: { min: number; max: number };
};

/** A rule as people read it. The wallets' own have no marketplace and no date; a shape is no plain number. */
export type PayerRuleView = {
  source: "wallet" | "house" | "marketplace";
  wallet: string;
  prefix: string | null;
  digits: { min: number; max: number } | null;
  shape: string | null;
  set_by: string | null;
  set_at: Date | null;
};

type Row = { owner: string; wallet: string; prefix: string; digits_min: number; digits_max: number };
type Needs = {
  db: Db;
  clock: Clock;
  wallets: readonly { id: string; payerCodes: readonly PayerCodeRule[] }[];
};

const house = "house";

/** The table of prefixes: what the wallets say, and what the house and each marketplace add. Kept in memory. */
export function openPayerRules({ db, clock, wallets }: Needs) {
  const own = rulesOf(wallets);
  let added: readonly (Row & { set_by: string; set_at: Date })[] = [];
  async function refresh(): Promise<void> {
    added = await db.read(
      `select owner, wallet, prefix, digits_min, digits_max, set_by, set_at from payer_code_rules where state = 'on'
       order by owner, wallet, prefix, digits_min, digits_max`,
    );
  }
  const ofMarket = (marketplace: string | null) =>
    added.filter(({ owner }) => owner === house || owner === marketplace);
  return {
    refresh,
    /** What holds for the tills of a marketplace. */
    rulesFor: (marketplace: string | null): readonly NetworkRule[] => [...own, ...ofMarket(marketplace).map(ruleOf)],
    list: (marketplace: string | null): PayerRuleView[] => [
      ...own.map(ownView),
      ...ofMarket(marketplace).map((row) => ({
        ...{ source: row.owner === house ? ("house" as const) : ("marketplace" as const), wallet: row.wallet },
        ...{ prefix: row.prefix, digits: { min: row.digits_min, max: row.digits_max }, shape: null },
        ...{ set_by: row.set_by, set_at: row.set_at },
      })),
    ],
    /** Puts a rule in force or takes it out; the same again is the same. False: no wallet of that name. */
    async set(rule: PayerRule, state: "on" | "off", by: string): Promise<boolean> {
      if (!wallets.some(({ id }) => id === rule.wallet)) return false;
      await db.read(
        `insert into payer_code_rules (owner, wallet, prefix, digits_min, digits_max, state, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (owner, wallet, prefix, digits_min, digits_max)
         do update set state = excluded.state, set_by = excluded.set_by, set_at = excluded.set_at
         where payer_code_rules.state <> excluded.state`,
        [
          ...[rule.marketplace ?? house, rule.wallet, rule.prefix, rule.digits.min, rule.digits.max],
          ...[state, by, clock.now()],
        ],
      );
      await refresh();
      return true;
    },
  };
}

export type PayerRules = ReturnType<typeof openPayerRules>;

const ruleOf = (row: Row): NetworkRule => ({
  ...{ network: row.wallet, prefix: row.prefix, digits: { min: row.digits_min, max: row.digits_max } },
});

function ownView(rule: NetworkRule): PayerRuleView {
  const shape = "shape" in rule ? rule.shape : null;
  const [prefix, digits] = "shape" in rule ? [null, null] : [rule.prefix, rule.digits];
  return { source: "wallet", wallet: rule.network, prefix, digits, shape, set_by: null, set_at: null };
}
