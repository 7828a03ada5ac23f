/** @jsxImportSource react */
import { Card, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Openness } from "../lib/types.ts";
import { useCapabilityName, useDepthName, useMoveName } from "./opening-words.ts";
import { OlderOpenings, useOlder } from "./openness-more.tsx";
import { OpennessStages, useRules } from "./openness-stages.tsx";
import { Empty, StateTag } from "./states.tsx";
import { useWalletName, WalletName } from "./wallets.tsx";

type Told = Openness["openings"][number];

const everything = { text: "", market: null, state: null } as {
  text: string;
  market: string | null;
  state: string | null;
};

/** What was opened, partner by partner; each opening is a line, and its papers are behind it. */
export function OpennessOpenings({ found }: { found: Pick<Openness, "openings" | "openings_next"> }) {
  const say = useSay();
  const older = useOlder(found.openings_next);
  const of = useMemo(() => [...found.openings, ...older.rows], [found.openings, older.rows]);
  const [wanted, setWanted] = useState(everything);
  const groups = useGroups(of, wanted);
  const shown = groups.reduce((sum, one) => sum + one.openings.length, 0);
  return (
    <Card>
      <h2>{say("开放计划", "Openings")}</h2>
      {of.length === 0 ? <Empty title={say("还没有公开的计划", "None is public yet")} /> : null}
      <Filters of={of} wanted={wanted} change={setWanted} />
      <p className="soft" role="status">
        {say(`${groups.length} 个伙伴，${shown} 项计划`, `${shown} openings with ${groups.length} partners`)}
      </p>
      <OlderOpenings of={older} shown={of.length} />
      {groups.map(({ partner, openings, open }) => (
        <section key={partner} className="open-group" aria-label={partner}>
          <h3 className="row">
            <WalletName id={partner} />
            <span className="soft">
              {say(`${open} / ${openings.length} 已开放`, `${open} of ${openings.length} open`)}
            </span>
          </h3>
          {openings.map((one) => (
            <OpeningTold key={one.id} one={one} whole={of.length <= wholeUpTo} />
          ))}
        </section>
      ))}
    </Card>
  );
}

function useGroups(of: readonly Told[], { text, market, state }: typeof everything) {
  const name = useWalletName();
  const capability = useCapabilityName();
  return useMemo(() => {
    const asked = text.trim().toLowerCase();
    const fits = (one: Told): boolean => {
      const about = [name(one.partner), capability(one.capability), one.terms.zh, one.terms.en];
      return (
        (market === null || one.marketplace.zh === market) &&
        (state === null || one.state === state) &&
        (asked === "" || about.some((words) => words.toLowerCase().includes(asked)))
      );
    };
    const kept = of.filter(fits);
    return [...new Set(kept.map((one) => one.partner))]
      .map((partner) => {
        const openings = kept.filter((one) => one.partner === partner);
        const open = openings.filter((one) => one.state === "open" || one.state === "opening").length;
        return { partner, openings, open };
      })
      .toSorted((a, b) => b.openings.length - a.openings.length || (a.partner < b.partner ? -1 : 1));
  }, [of, text, market, state, name, capability]);
}

type FilterProps = { of: readonly Told[]; wanted: typeof everything; change: (next: typeof everything) => void };

function Filters({ of, wanted, change }: FilterProps) {
  const say = useSay();
  const words = useWords();
  const markets = [...new Map(of.map((one) => [one.marketplace.zh, one.marketplace])).entries()];
  const states = [...new Set(of.map((one) => one.state))];
  return (
    <div className="filters">
      <Input.Search
        allowClear
        style={{ width: 260 }}
        aria-label={say("搜索伙伴、能力或条款", "Look for a partner, a capability or terms")}
        placeholder={say("伙伴、能力或条款", "Partner, capability, terms")}
        onChange={(event) => change({ ...wanted, text: event.target.value })}
      />
      <Select
        allowClear
        style={{ width: 220 }}
        aria-label={say("平台", "Marketplace")}
        placeholder={say("全部平台", "Every marketplace")}
        options={markets.map(([value, title]) => ({ value, label: words(title) }))}
        onChange={(market?: string) => change({ ...wanted, market: market ?? null })}
      />
      <Select
        allowClear
        style={{ width: 160 }}
        aria-label={say("状态", "State")}
        placeholder={say("全部状态", "Every state")}
        options={states.map((value) => ({ value, label: <StateTag state={value} /> }))}
        onChange={(state?: string) => change({ ...wanted, state: state ?? null })}
      />
    </div>
  );
}

/** So many are told with their papers, which a browser then finds too; of more, papers are made when one is opened. */
const wholeUpTo = 200;

function OpeningTold({ one, whole }: { one: Told; whole: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const capability = useCapabilityName();
  const depth = useDepthName();
  const [open, setOpen] = useState(false);
  return (
    <details className="told" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="told-name">{capability(one.capability)}</span>
        <StateTag state={one.state} />
        <span className="soft">
          {words(one.marketplace)} · {depth(one.depth)}
          {one.effective_at ? ` · ${formats.day(one.effective_at)}` : ""}
        </span>
      </summary>
      {open || whole ? <Papers one={one} /> : null}
    </details>
  );
}

function Papers({ one }: { one: Told }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const move = useMoveName();
  const own = useRules()(one);
  return (
    <>
      <p>{words(one.terms)}</p>
      {one.votes.map((vote) => (
        <Vote key={vote.n} vote={vote} opening={one.id} />
      ))}
      {one.consultation_skipped ? (
        <p>
          <strong>{say("未征求意见：", "Nobody was asked: ")}</strong>
          {one.consultation_skipped}
        </p>
      ) : null}
      {own.length > 0 ? (
        <p>
          <strong>{say("整体规则", "Rules of the whole")}:</strong> {own.join(" · ")}
        </p>
      ) : null}
      <OpennessStages of={one.pilots} title={say("试点", "Pilots")} />
      <OpennessStages of={one.stages} title={say("分步", "Stages")} />
      <ol className="told-steps">
        {one.steps.map((step) => (
          <li key={step.at + step.event}>
            <span className="soft">{formats.instant(step.at)}</span> {move(step.event)} → <StateTag state={step.to} />
          </li>
        ))}
      </ol>
      <p className="mono soft">
        {say("条款哈希", "hash of the terms")}: {one.terms_hash}
      </p>
    </>
  );
}

function Vote({ vote, opening }: { vote: Told["votes"][number]; opening: string }) {
  const say = useSay();
  const formats = useFormats();
  const { tally } = vote;
  const until = formats.instant(vote.deadline);
  return (
    <p>
      <strong>{say("商家意见", "The stores' vote")}:</strong>{" "}
      {tally
        ? say(
            `${vote.stores} 家中 ${tally.stores.cast} 家投票，${tally.stores.support} 家支持，${tally.passed ? "通过" : "未通过"}。`,
            `${tally.stores.cast} of ${vote.stores} stores voted, ${tally.stores.support} for it: ${tally.passed ? "passed" : "not passed"}.`,
          )
        : say(`征求中，截止 ${until}`, `under way until ${until}`)}{" "}
      <span className="soft">
        {say(
          `规则：投票率 ≥ ${formats.share(vote.quorum)}，支持 ≥ ${formats.share(vote.share)}`,
          `rule: turnout ≥ ${formats.share(vote.quorum)}, support ≥ ${formats.share(vote.share)}`,
        )}
      </span>
      {vote.root ? (
        <>
          <span className="mono soft"> {vote.root}</span>{" "}
          <a href={`/v1/openness/${opening}/consultations/${vote.n}/leaves`}>{say("全部叶子", "all leaves")}</a>
          {vote.ballots_public ? (
            <>
              {" · "}
              <a href={`/v1/openness/${opening}/consultations/${vote.n}/ballots`}>
                {say("匿名选票", "ballots without stores")}
              </a>
            </>
          ) : null}
        </>
      ) : null}
    </p>
  );
}
