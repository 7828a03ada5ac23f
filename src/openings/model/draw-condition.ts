import fc from "fast-check";
import type { Facts } from "../decide.ts";
import type { Meaning, MeaningOf } from "./evaluator.ts";

/** A condition as it is written in CEL, with what it means. */
type Drawn = { text: string; means: Meaning };
type Value = boolean | "unknown";

/** About a fact that may not have been told. */
const about = <T>(text: string, fact: (facts: Facts, now: Date) => T | null | undefined, holds: (told: T) => boolean) =>
  ({
    text,
    means: (facts, now) => {
      const told = fact(facts, now);
      return told === null || told === undefined ? "unknown" : holds(told);
    },
  }) satisfies Drawn;
const always = (text: string, means: (facts: Facts, now: Date) => boolean): Drawn => ({ text, means });

const buyer =
  <T>(name: string) =>
  ({ buyer: told }: Facts) =>
    told[name] as T | undefined;
const tag = (name: string) => (facts: Facts) => buyer<Record<string, string>>("tags")(facts)?.[name];
const shopTag = (name: string) => (facts: Facts) => facts.storeFacts?.tags[name];
const inShanghai = (now: Date) => new Date(now.getTime() + 8 * 3_600_000).getUTCHours();

/** Around which instants are compared. */
const comparisons = {
  "<": <T extends number | bigint>(a: T, b: T) => a < b,
  "<=": <T extends number | bigint>(a: T, b: T) => a <= b,
  "==": <T extends number | bigint>(a: T, b: T) => a === b,
  "!=": <T extends number | bigint>(a: T, b: T) => a !== b,
  ">=": <T extends number | bigint>(a: T, b: T) => a >= b,
} as const;
const comparison = fc.constantFrom(...(Object.keys(comparisons) as (keyof typeof comparisons)[]));

const numbers = fc.tuple(comparison, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })).map(
  ([sign, n, which]): Drawn =>
    [
      about(`buyer.city_tier ${sign} ${n}`, buyer<number>("city_tier"), (told) => comparisons[sign](told, n)),
      about(
        `payment.amount ${sign} ${n}`,
        ({ amount }) => amount?.minor,
        (minor) => comparisons[sign](minor, BigInt(n)),
      ),
      always(`now.getHours("Asia/Shanghai") ${sign} ${n}`, (_, now) => comparisons[sign](inShanghai(now), n)),
    ][which] as Drawn,
);

const texts: readonly Drawn[] = [
  about('buyer.age_band == "18-26"', buyer<string>("age_band"), (told) => told === "18-26"),
  about('buyer.age_band in ["18-26", "55+"]', buyer<string>("age_band"), (told) => ["18-26", "55+"].includes(told)),
  about('buyer.app_version.startsWith("10.")', buyer<string>("app_version"), (told) => told.startsWith("10.")),
  about("size(buyer.reference) > 2", buyer<string>("reference"), (told) => [...told].length > 2),
  about('buyer.app == "taobao"', buyer<string>("app"), (told) => told === "taobao"),
  about("buyer.no_bound_card", buyer<boolean>("no_bound_card"), (told) => told),
  about('buyer.tags.member == "gold"', tag("member"), (told) => told === "gold"),
  about('store.tags.category in ["tea"]', shopTag("category"), (told) => told === "tea"),
  about(
    'payment.method == "qr"',
    ({ method }) => method,
    (told) => told === "qr",
  ),
  about(
    'payment.currency == "CNY"',
    ({ amount }) => amount?.currency,
    (told) => told === "CNY",
  ),
  always("has(buyer.city_tier)", (facts) => buyer("city_tier")(facts) !== undefined),
  always("has(buyer.tags.member)", (facts) => tag("member")(facts) !== undefined),
  always("has(store.tags.category)", (facts) => shopTag("category")(facts) !== undefined),
  always('store.id == "sto_1"', ({ store }) => store === "sto_1"),
  always("true", () => true),
];

/** Instants at which something may begin, as comparisons with now and with the sign-up. */
const instants = (of: fc.Arbitrary<Date>) =>
  fc.tuple(of, fc.boolean()).map(([at, signUp]): Drawn => {
    const written = `timestamp("${at.toISOString()}")`;
    if (!signUp) return always(`now >= ${written}`, (_, now) => now >= at);
    return about(
      `store.signed_up_at < ${written}`,
      ({ storeFacts }) => storeFacts?.signedUpAt,
      (told) => told < at,
    );
  });

/** CEL's own logic: what is unknown does not matter where the other half decides alone. */
const both = (a: Value, b: Value): Value =>
  a === false || b === false ? false : a === "unknown" || b === "unknown" ? "unknown" : true;
const negated = (a: Value): Value => (a === "unknown" ? a : !a);

function joined(word: "and" | "or" | "not" | "if", one: Drawn, two: Drawn, three: Drawn): Drawn {
  const [a, b, c] = [one, two, three];
  const of: Record<typeof word, Drawn> = {
    and: { text: `(${a.text} && ${b.text})`, means: (...it) => both(a.means(...it), b.means(...it)) },
    or: {
      text: `(${a.text} || ${b.text})`,
      means: (...it) => negated(both(negated(a.means(...it)), negated(b.means(...it)))),
    },
    not: { text: `!(${a.text})`, means: (...it) => negated(a.means(...it)) },
    if: {
      text: `(${a.text} ? ${b.text} : ${c.text})`,
      means: (...it) => {
        const first = a.means(...it);
        return first === "unknown" ? first : (first ? b : c).means(...it);
      },
    },
  };
  return of[word];
}

/**
 * Conditions up to three levels deep over every fact that one may name. `meaningOf` knows what each drawn text means:
 * an opening keeps nothing but the text.
 */
export function drawConditions(of: fc.Arbitrary<Date>): { condition: fc.Arbitrary<string>; meaningOf: MeaningOf } {
  const meanings = new Map<string, Meaning>();
  const { any } = fc.letrec<{ any: Drawn }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: fc.oneof(numbers, fc.constantFrom(...texts), instants(of)) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom("and", "or", "not", "if"), tie("any"), tie("any"), tie("any"))
          .map(([word, a, b, c]) => joined(word, a, b, c)),
      },
    ),
  }));
  const condition = any.map(({ text, means }) => {
    meanings.set(text, means);
    return text;
  });
  return {
    condition,
    meaningOf: (text) => {
      const found = meanings.get(text);
      if (!found) throw new Error(`Nobody drew ${text}.`);
      return found;
    },
  };
}
