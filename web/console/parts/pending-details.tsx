/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Agreement, Caps, HubChange, List, Pending, Proposal } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useTermDays } from "../lib/use-term-days.ts";
import { AcceptanceText } from "./acceptance-change.tsx";
import { usePartyName, useScopeName } from "./agreement-words.ts";
import { ProposedFile } from "./bill-files-proposed.tsx";
import { ProposedEntry } from "./break-entry.tsx";
import { useChangeText } from "./hub-words.ts";
import { LimitChangeText, RefundText } from "./limit-change.tsx";
import { useCapsText } from "./opening-words.ts";
import { Ident } from "./states.tsx";

/** What would change, as far as the line itself does not say it. */
export function PendingDetails({ one }: { one: Pending }) {
  if (one.kind === "bill_file") return <ProposedFile id={one.id} />;
  if (one.kind === "break") return <ProposedEntry id={one.id} />;
  if (one.kind === "opening") return <ProposedAct one={one} />;
  if (one.kind === "agreement") return <AgreementText id={one.id} />;
  if (one.kind === "hub_change") return <HubText id={one.id} participant={one.about} />;
  if (one.kind === "acceptance_change") return <AcceptanceText id={one.id} />;
  if (one.kind === "refund_limit") return <LimitChangeText id={one.id} />;
  if (one.kind === "refund") return <RefundText id={one.id} />;
  if (one.kind === "funds" && one.about) return <Account id={one.about} />;
  return null;
}

function Account({ id }: { id: string }) {
  const say = useSay();
  return (
    <p className="soft">
      {say("钱包账户", "Wallet account")} <Ident id={id} />
    </p>
  );
}

type Input = {
  n?: number;
  kind?: "pilot" | "stage";
  effective_at?: string | null;
  skip_consultation?: string | null;
  caps?: Caps;
  pilots?: readonly unknown[];
  stages?: readonly unknown[];
  guards?: readonly unknown[];
};

/** What a proposal carries beside its name. */
export function useInputText(): (input: unknown, why: string) => string[] {
  const say = useSay();
  const formats = useFormats();
  const caps = useCapsText();
  return (given, why) => {
    const input = given as Input;
    const counts = [
      [input.pilots, say("个试点", "pilots")],
      [input.stages, say("个阶段", "stages")],
      [input.guards, say("条护栏", "guards")],
    ] as const;
    return [
      ...(input.kind
        ? [`${input.kind === "pilot" ? say("试点", "Pilot") : say("阶段", "Stage")} ${input.n ?? ""}`]
        : []),
      ...(input.effective_at
        ? [say(`自 ${formats.instant(input.effective_at)} 起`, `from ${formats.instant(input.effective_at)} on`)]
        : []),
      ...(input.skip_consultation
        ? [
            say("不征求意见", "nobody is asked") +
              (input.skip_consultation === why ? "" : say("：", ": ") + input.skip_consultation),
          ]
        : []),
      ...(input.caps ? [`${say("限额", "Caps")}: ${caps(input.caps)}`] : []),
      ...counts.flatMap(([list, what]) => (list ? [`${list.length} ${what}`] : [])),
    ];
  };
}

function ProposedAct({ one: { id: opening, n, why } }: { one: Pending }) {
  const text = useInputText();
  const found = useLoad<List<Proposal>>(`/v1/openings/${opening}/proposals`);
  const lines = text(found.data?.data.find((one) => one.n === n)?.input ?? {}, why);
  return lines.length === 0 ? null : <p>{lines.join(" · ")}</p>;
}

function AgreementText({ id }: { id: string }) {
  const say = useSay();
  const words = useWords();
  const days = useTermDays();
  const party = usePartyName();
  const scope = useScopeName();
  const { data } = useLoad<Agreement>(`/v1/agreements/${id}`);
  if (!data) return null;
  const { title, parties, scopes, starts_at, ends_at, renewal, marketplace } = data;
  const others = parties.filter((one) => one !== marketplace).map(party);
  const last = (end: string | null): string => (end === null ? say("长期", "no end") : days.last(end));
  const until = renewal === null ? last(ends_at) : `${last(ends_at)} → ${last(renewal.ends_at)}`;
  return (
    <p>
      <strong>{words(title)}</strong> · {say("与", "with")}: {others.join(", ")} · {say("范围", "scopes")}:{" "}
      {scopes.map(scope).join(", ")} · {days.first(starts_at)} – {until}
    </p>
  );
}

function HubText({ id, participant }: { id: string; participant: string | null }) {
  const text = useChangeText();
  const found = useLoad<List<HubChange>>("/v1/hub/changes?state=pending");
  const change = found.data?.data.find((one) => one.id === id);
  if (!change) return null;
  return (
    <p>
      {participant ? <span className="mono">{participant}</span> : null} {text(change)}
    </p>
  );
}
