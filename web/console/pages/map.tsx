/** @jsxImportSource react */
import { Card, Slider } from "antd";
import { useId, useMemo, useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { List, Opening, Words } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useCapabilityName, useDepthName } from "../parts/opening-words.ts";
import { Scroll } from "../parts/region.tsx";
import { Chip, Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { useWalletName } from "../parts/wallets.tsx";

type Entry = {
  kind: "event" | "move";
  date: string | null;
  wall: string;
  move: string;
  actors: string[];
  what: Words;
  source: string | null;
  openings: { id: string; marketplace: string; state: string }[];
};

type Market = { id: string; name: Words };
const walls = ["superficial", "moderate", "deep", "policy"] as const;

/** The month at which an entry stands: 2013, 2013-07, 2020-H2 or an instant. */
function monthOf(date: string | null): string {
  if (date === null) return "9999-12";
  const half = /^(\d{4})-H([12])$/.exec(date);
  if (half) return `${half[1]}-${half[2] === "1" ? "06" : "12"}`;
  return date.length === 4 ? `${date}-12` : date.slice(0, 7);
}

/** Platforms × partners × capabilities by depth, as they stand now; and how it came, month by month. */
export default function WallMap() {
  const say = useSay();
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100");
  const markets = useLoad<List<Market>>("/v1/marketplaces?limit=100");
  const timeline = useLoad<List<Entry>>("/v1/timeline");
  return (
    <>
      <PageHead
        title={say("壁垒地图", "Map of the walls")}
        lead={say(
          "哪些墙还在，哪些在试点、征求、公告、开放。越往下越深：链接，内容，支付。",
          "What is shut, piloting, voting, announced, opening, open. The further down, the deeper: links, content, payment.",
        )}
      />
      <div className="stack">
        <Card>
          <h2>{say("今天", "Today")}</h2>
          <Legend />
          <Shown of={openings}>{({ data }) => <Grid openings={data} markets={markets.data?.data ?? []} />}</Shown>
        </Card>
        <Card>
          <h2>{say("来路", "How it came")}</h2>
          <Shown of={timeline}>{({ data }) => <Years entries={data} />}</Shown>
        </Card>
      </div>
    </>
  );
}

const shown = ["shut", "piloting", "voting", "announced", "opening", "open", "paused"] as const;
type Shade = (typeof shown)[number];

function shadeOf(state: Opening["state"]): Shade {
  if (state === "consulting" || state === "decided") return "voting";
  if (state === "draft" || state === "withdrawn") return "shut";
  return state;
}

function useShadeName(): (shade: Shade) => string {
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

function Legend() {
  const name = useShadeName();
  return (
    <div className="row" style={{ marginBottom: 8 }}>
      {shown.map((shade) => (
        <span key={shade} className="wall-cell" data-state={shade} style={{ minWidth: 0 }}>
          {name(shade)}
        </span>
      ))}
    </div>
  );
}

const depthOf = (one: Opening): string => one.depth ?? (one.capability === "payment" ? "deep" : "moderate");
const rank: Readonly<Record<Shade, number>> = {
  open: 6,
  opening: 5,
  paused: 4,
  announced: 3,
  voting: 2,
  piloting: 1,
  shut: 0,
};

function Grid({ openings, markets }: { openings: readonly Opening[]; markets: readonly Market[] }) {
  const say = useSay();
  const words = useWords();
  const depth = useDepthName();
  const capability = useCapabilityName();
  const partner = useWalletName();
  const name = useShadeName();
  const rows = useMemo(() => {
    const keys = new Map<string, Opening>();
    for (const one of openings)
      for (const side of one.sides.length > 0 ? one.sides : [one.marketplace]) {
        const key = `${depthOf(one)}|${side}|${one.capability}|${one.partner}`;
        const before = keys.get(key);
        if (!before || rank[shadeOf(one.state)] > rank[shadeOf(before.state)]) keys.set(key, one);
      }
    return keys;
  }, [openings]);
  if (rows.size === 0)
    return (
      <Empty
        title={say("每堵墙都还在", "Every wall still stands")}
        hint={say("起草第一个开放计划。", "Compose the first opening.")}
      />
    );
  const sides = [...new Set([...rows.keys()].map((key) => key.split("|")[1] ?? ""))];
  const lines = [...new Set([...rows.keys()].map((key) => key.split("|").toSpliced(1, 1).join("|")))].toSorted(
    (a, b) => walls.indexOf(a.split("|")[0] as "deep") - walls.indexOf(b.split("|")[0] as "deep") || a.localeCompare(b),
  );
  const sideName = (id: string): string => words(markets.find((one) => one.id === id)?.name) || id;
  return (
    <Scroll label={say("壁垒地图", "Map of the walls")}>
      <table className="wall-map">
        <thead>
          <tr>
            <th scope="col" style={{ textAlign: "start" }}>
              {say("深度 · 能力 · 伙伴", "Depth · capability · partner")}
            </th>
            {sides.map((side) => (
              <th key={side} scope="col">
                {sideName(side)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const [wall = "", what = "", whom = ""] = line.split("|");
            return (
              <tr key={line}>
                <th scope="row" style={{ textAlign: "start", fontWeight: 400 }}>
                  {depth(wall)} · {capability(what)} · <strong>{partner(whom)}</strong>
                </th>
                {sides.map((side) => {
                  const found = rows.get(`${wall}|${side}|${what}|${whom}`);
                  const shade = found ? shadeOf(found.state) : "shut";
                  return (
                    <td key={side} className="wall-cell" data-state={shade}>
                      {found ? (
                        <Link href={`/console/openings/${found.id}`} style={{ color: "inherit" }}>
                          {name(shade)}
                        </Link>
                      ) : (
                        name(shade)
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Years({ entries }: { entries: readonly Entry[] }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const depth = useDepthName();
  const id = useId();
  const months = useMemo(
    () => [...new Set(entries.filter((one) => one.date !== null).map((one) => monthOf(one.date)))].sort(),
    [entries],
  );
  const [at, setAt] = useState<number | null>(null);
  const place = at ?? months.length - 1;
  const until = months[place] ?? "9999-12";
  const seen = entries.filter((one) => one.date !== null && monthOf(one.date) <= until);
  if (months.length === 0) return <Empty title={say("还没有记录", "Nothing on record yet")} />;
  const last = seen.toSorted((a, b) => monthOf(b.date).localeCompare(monthOf(a.date))).slice(0, 40);
  return (
    <div className="stack">
      <div>
        <span id={id}>
          {say("到", "Until")} <strong>{until}</strong>
        </span>
        <Slider
          min={0}
          max={months.length - 1}
          value={place}
          onChange={setAt}
          tooltip={{ formatter: (value) => months[value ?? 0] ?? "" }}
          ariaLabelledByForHandle={id}
        />
      </div>
      <div className="cards">
        {walls.map((wall) => {
          const mine = seen.filter((one) => one.wall === wall);
          const opened = mine.filter((one) => one.move === "open").length;
          const closed = mine.filter((one) => one.move === "shut").length;
          return (
            <div key={wall}>
              <strong>{depth(wall)}</strong>
              <div className="soft">
                {say(
                  `${opened} 次开放，${closed} 次关闭，共 ${mine.length} 件`,
                  `${opened} opened, ${closed} shut, ${mine.length} in all`,
                )}
              </div>
            </div>
          );
        })}
      </div>
      <ol style={{ listStyle: "none", padding: 0, margin: 0 }} className="stack">
        {last.map((one) => (
          <li key={`${one.date} ${words(one.what)}`}>
            <div className="row">
              <strong>{one.date && one.date.length > 10 ? formats.day(one.date) : one.date}</strong>
              <Chip>{depth(one.wall || null)}</Chip>
              <span className="soft">{one.actors.join(" · ")}</span>
              {one.openings[0] ? <StateTag state={one.openings[0].state} /> : null}
            </div>
            {words(one.what)}
          </li>
        ))}
      </ol>
    </div>
  );
}
