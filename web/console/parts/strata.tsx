/** @jsxImportSource react */
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { Opening } from "../lib/types.ts";
import { type Brick, nameOf, type Shade, shadeOf, type Told, type Wall, wallOf, walls } from "../lib/walls.ts";
import { useCapabilityName, useDepthName } from "./opening-words.ts";
import { useWalletName } from "./wallets.tsx";

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

/** How a brick is told in the language of the page. */
export function useTold(): Told {
  return { words: useWords(), party: useWalletName(), capability: useCapabilityName() };
}

/** Our own openings as they stand now: what moves alone cannot say. */
export function useBricksNow(): (openings: readonly Opening[], names: ReadonlyMap<string, string>) => Brick[] {
  const told = useTold();
  return (openings, names) =>
    openings.map((one) => {
      const all = one.sides.length > 0 ? one.sides : [one.marketplace];
      const sides = all.map((side) => names.get(side) ?? told.party(side));
      return {
        ...{ key: one.id, opening: one.id, shade: shadeOf(one.state), about: told.words(one.terms) },
        ...{ wall: wallOf(one.depth, one.capability), name: nameOf({ ...one, sides }, told) },
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
