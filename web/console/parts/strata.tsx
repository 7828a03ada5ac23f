/** @jsxImportSource react */
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { Opening, TimelineEntry, Words } from "../lib/types.ts";
import { useCapabilityName, useDepthName } from "./opening-words.ts";
import { useWalletName } from "./wallets.tsx";

export const walls = ["superficial", "moderate", "deep", "policy"] as const;
export type Wall = (typeof walls)[number];

export const shades = ["shut", "piloting", "voting", "announced", "opening", "open", "paused"] as const;
export type Shade = (typeof shades)[number];

export function useShadeName(): (shade: Shade) => string {
  const say = useSay();
  const names: Readonly<Record<Shade, string>> = {
    shut: say("关闭", "Shut"),
    piloting: say("试点", "Piloting"),
    voting: say("征求意见", "Voting"),
    announced: say("已公告", "Announced"),
    opening: say("分阶段", "Opening"),
    open: say("已开放", "Open"),
    paused: say("已暂停", "Paused"),
  };
  return (shade) => names[shade];
}

/** What a move leaves behind, whether history's or our own. */
const left: Readonly<Record<string, Shade>> = {
  shut: "shut",
  "still shut": "shut",
  withdraw: "shut",
  pilot: "piloting",
  consult: "voting",
  decide: "voting",
  announce: "announced",
  open: "open",
  effective: "opening",
  renew: "open",
  start: "opening",
  complete: "open",
  pause: "paused",
};

export function shadeOf(state: Opening["state"]): Shade {
  if (state === "consulting" || state === "decided") return "voting";
  if (state === "draft" || state === "withdrawn") return "shut";
  return state;
}

/** The month at which an entry stands: 2013, 2013-07, 2020-H2, a day or an instant. */
export function monthOf(date: string | null): string {
  if (date === null) return "9999-12";
  const half = /^(\d{4})-H([12])$/.exec(date);
  if (half) return `${half[1]}-${half[2] === "1" ? "06" : "12"}`;
  return date.length === 4 ? `${date}-12` : date.slice(0, 7);
}

const partiesOf = (one: TimelineEntry) => one.actors.filter((actor) => !actor.startsWith("mkt_"));

export type Brick = { key: string; wall: Wall; shade: Shade; name: string; about: string; opening: string | null };

const wallOf = (text: string): Wall => ((walls as readonly string[]).includes(text) ? (text as Wall) : "moderate");

/** Bricks of history: between the same parties at the same depth, the last thing that happened until then counts. */
export function bricksOf(
  entries: readonly TimelineEntry[],
  until: string,
  { words, party }: { words: (text: Words) => string; party: (name: string) => string },
): Brick[] {
  const found = new Map<string, Brick>();
  for (const one of entries) {
    if (one.wall === "policy" || monthOf(one.date) > until) continue;
    const own = one.kind === "move" ? (one.openings[0]?.id ?? "") : "";
    const key = own || `${one.wall} ${[...one.actors].sort().join(" ")}`;
    const before = found.get(key);
    const shade = left[one.move] ?? before?.shade ?? "open";
    const name = before?.name ?? partiesOf(one).map(party).join(" ⇄ ");
    const brick = { key, wall: wallOf(one.wall), shade, name, about: words(one.what), opening: own || null };
    found.set(key, brick);
  }
  return [...found.values()];
}

/** Our own openings as they stand now: what moves alone cannot say. */
export function useBricksNow(): (openings: readonly Opening[], names: ReadonlyMap<string, string>) => Brick[] {
  const words = useWords();
  const partner = useWalletName();
  const capability = useCapabilityName();
  return (openings, names) =>
    openings.map((one) => {
      const sides = (one.sides.length > 0 ? one.sides : [one.marketplace]).map((side) => names.get(side) ?? side);
      return {
        ...{ key: one.id, opening: one.id, shade: shadeOf(one.state), about: words(one.terms) },
        wall: one.depth ?? (one.capability === "payment" ? "deep" : "moderate"),
        name: `${sides.join(" · ")} ⇄ ${partner(one.partner)} (${capability(one.capability)})`,
      };
    });
}

/** Three layers of one wall, the deepest below; a brick that is open is a window in it. */
export function Strata({ bricks }: { bricks: readonly Brick[] }) {
  const say = useSay();
  const depth = useDepthName();
  const shade = useShadeName();
  const about: Readonly<Record<Wall, string>> = {
    superficial: say("链接、口令、接口", "links, share codes, interfaces"),
    moderate: say("广告、内容、小程序、数据", "ads, content, mini programs, data"),
    deep: say("支付：血液循环", "payment: blood circulation"),
    policy: "",
  };
  return (
    <div className="strata">
      {walls.slice(0, 3).map((wall) => {
        const mine = bricks.filter((one) => one.wall === wall);
        const open = mine.filter((one) => one.shade === "open" || one.shade === "opening").length;
        return (
          <section key={wall} className="stratum" data-wall={wall} aria-label={depth(wall)}>
            <header>
              <strong>{depth(wall)}</strong>
              <div>{about[wall]}</div>
              <div>{say(`${open} / ${mine.length} 处已开`, `${open} of ${mine.length} open`)}</div>
            </header>
            <ul>
              {mine.map((one) => (
                <li key={one.key} className="wall-cell" data-state={one.shade} title={one.about}>
                  {one.opening ? (
                    <Link className="brick-link" href={`/console/openings/${one.opening}`}>
                      {one.name}
                    </Link>
                  ) : (
                    one.name
                  )}
                  <span className="brick-state">{shade(one.shade)}</span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
