/** @jsxImportSource react */
import { Card, Slider } from "antd";
import { useId, useMemo, useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { List, Marketplace, Opening, TimelineEntry } from "../lib/types.ts";
import { useAll } from "../lib/use-all.ts";
import { useLoad } from "../lib/use-load.ts";
import { bricksOf, monthOf, partiesOf, shades, wallOf } from "../lib/walls.ts";
import { useDepthName } from "../parts/opening-words.ts";
import { Chip, Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { Strata, useBricksNow, useShadeName, useTold } from "../parts/strata.tsx";

/** The wall by depth, as it stands or stood: history and our own openings on one slider. */
export default function WallMap() {
  const say = useSay();
  const openings = useAll<Opening>("/v1/openings?limit=100");
  const timeline = useAll<TimelineEntry>("/v1/timeline");
  return (
    <>
      <PageHead
        title={say("壁垒地图", "Map of the walls")}
        lead={say(
          "一堵墙的三层：链接在上，内容居中，支付最深。拖动时间，看它怎样一块块打开。",
          "Three layers of one wall: links above, content between, payment below. Move the time and see it open, brick by brick.",
        )}
      />
      <Shown of={timeline} rows={10}>
        {(entries) => <Wall entries={entries} openings={openings.data ?? []} />}
      </Shown>
    </>
  );
}

function Legend() {
  const say = useSay();
  const name = useShadeName();
  return (
    <ul className="row legend" aria-label={say("图例", "Legend")}>
      {shades.map((shade) => (
        <li key={shade} className="wall-cell" data-state={shade}>
          {name(shade)}
        </li>
      ))}
    </ul>
  );
}

function Wall({ entries, openings }: { entries: readonly TimelineEntry[]; openings: readonly Opening[] }) {
  const say = useSay();
  const words = useWords();
  const told = useTold();
  const id = useId();
  const now = useBricksNow();
  const markets = useLoad<List<Marketplace>>("/v1/marketplaces?limit=100");
  const months = useMemo(
    () => [...new Set(entries.filter((one) => one.date !== null).map((one) => monthOf(one.date)))].sort(),
    [entries],
  );
  const [at, setAt] = useState<number | null>(null);
  const last = Math.max(0, months.length - 1);
  const place = at ?? last;
  const until = months[place] ?? "9999-12";
  const names = new Map((markets.data?.data ?? []).map((one) => [one.id, words(one.name)]));
  const past = entries.filter((one) => one.kind === "event");
  const bricks =
    place === last ? [...bricksOf(past, until, told), ...now(openings, names)] : bricksOf(entries, until, told);
  if (months.length === 0) return <Empty title={say("还没有记录", "Nothing on record yet")} />;
  return (
    <div className="stack">
      <Card>
        <div className="row">
          <span id={id} className="figure-number">
            {place === last ? say("今天", "Today") : until}
          </span>
          <span style={{ flex: 1 }} />
          <Legend />
        </div>
        <Slider
          min={0}
          max={last}
          value={place}
          onChange={setAt}
          tooltip={{
            formatter: (value) => months[value ?? 0] ?? "",
            // Beside the handle in the page: at the body's end it would lie outside every landmark.
            getPopupContainer: (handle) => handle.parentElement ?? document.body,
          }}
          ariaLabelForHandle={say("时间", "Time")}
          ariaValueTextFormatterForHandle={(value) => months[value] ?? ""}
        />
        <Strata bricks={bricks} />
      </Card>
      <Story entries={entries} until={until} />
    </div>
  );
}

type Told = { entry: TimelineEntry; moves: number };

/** Newest first; what one of our openings did in a row stands once, as it ended. */
function toldOf(entries: readonly TimelineEntry[], until: string): Told[] {
  const told: Told[] = [];
  for (const entry of entries.filter((one) => one.date !== null && monthOf(one.date) <= until).toReversed()) {
    const last = told.at(-1);
    const own = entry.kind === "move" ? entry.openings[0]?.id : undefined;
    if (last && own !== undefined && last.entry.openings[0]?.id === own) last.moves++;
    else told.push({ entry, moves: 1 });
  }
  return told;
}

function Story({ entries, until }: { entries: readonly TimelineEntry[]; until: string }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const depth = useDepthName();
  const told = useTold();
  return (
    <Card>
      <h2>{say("大事记", "What happened")}</h2>
      <ol className="stack story">
        {toldOf(entries, until)
          .slice(0, 60)
          .map(({ entry: one, moves }) => (
            <li key={`${one.date} ${one.move} ${one.actors.join()} ${one.what.en} ${one.openings[0]?.id ?? ""}`}>
              <div className="row">
                <strong>{one.date && one.date.length > 10 ? formats.day(one.date) : one.date}</strong>
                <Chip>{depth(wallOf(one.wall, one.capability))}</Chip>
                <span className="soft">{partiesOf(one, told).join(" · ")}</span>
                {one.openings[0] ? <StateTag state={one.openings[0].state} /> : null}
                {moves > 1 ? <span className="soft">{say(`${moves} 次变更`, `${moves} changes`)}</span> : null}
              </div>
              {words(one.what)}
            </li>
          ))}
      </ol>
    </Card>
  );
}
