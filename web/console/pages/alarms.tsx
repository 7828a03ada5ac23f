/** @jsxImportSource react */
import { Select } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Alarm } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { AlarmContacts, useAlarmWallet } from "../parts/alarm-contacts.tsx";
import { ChipOf, type ChipWords } from "../parts/chip-of.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Ident, PageHead } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

const states: ChipWords = {
  open: ["error", "未解除", "Open"],
  cleared: ["default", "已解除", "Cleared"],
};
const stateOf = (one: Alarm): string => (one.cleared_at === null ? "open" : "cleared");

/** What the house wants a person to look at: one row for a thing, until it is over or somebody has looked into it. */
export default function Alarms() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const may = useMay()("refunds:write");
  const { query } = useAddress();
  const state = query.get("state") ?? "open";
  const alarms = usePages<Alarm>(`/v1/alarms?state=${state}`);
  const walletOf = useAlarmWallet(alarms.data ?? []);
  return (
    <>
      <PageHead
        title={say("告警", "Alarms")}
        lead={say(
          "需要有人查看的事项。已过去的由系统自动解除，其余由人查明后解除。",
          "What somebody should look at. The house clears what is over; the rest is cleared by whoever looked into it.",
        )}
      />
      <div className="filters">
        <Select
          style={{ width: 160 }}
          aria-label={say("状态", "State")}
          value={state}
          options={Object.keys(states).map((value) => ({ value, label: <ChipOf of={value} words={states} /> }))}
          onChange={(value: string) => setQuery({ state: value })}
        />
      </div>
      <ListTable<Alarm>
        of={alarms}
        label={say("告警列表", "Alarms")}
        empty={say("没有告警", "No alarms")}
        hint={say(
          "新的告警也会出现在铃铛里，并发送 Webhook。",
          "New ones also show under the bell and go to webhooks.",
        )}
        rowKey={(one) => one.id}
        fits
        columns={[
          { title: say("事项", "What"), render: (_, one) => words(one.words) },
          {
            title: say("关于", "About"),
            responsive: ["md"],
            render: (_, one) => <About of={one} walletOf={walletOf} />,
          },
          {
            title: say("次数", "Times"),
            align: "end",
            responsive: ["md"],
            render: (_, one) => formats.number(one.times),
          },
          { title: say("最近", "Latest"), responsive: ["md"], render: (_, one) => formats.short(one.last_at) },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={stateOf(one)} words={states} /> },
          {
            title: say("处理", "Do"),
            render: (_, one) =>
              may && one.cleared_at === null ? <Clear of={one} done={alarms.reload} /> : one.cleared_why,
          },
        ]}
      />
    </>
  );
}

function Clear({ of: one, done }: { of: Alarm; done: () => void }) {
  const say = useSay();
  return (
    <Deed
      size="small"
      label={say("解除", "Clear")}
      title={say("已查明，解除告警", "Looked into: clear it")}
      act={(why, key) => post(`/v1/alarms/${one.id}/clear`, { why }, key)}
      done={done}
    />
  );
}

/** What it names: ids short, the rest as it is. */
function About({ of: one, walletOf }: Parameters<typeof AlarmContacts>[0]) {
  const named = Object.values(one.about)
    .filter((value): value is string => typeof value === "string")
    .slice(0, 3);
  return (
    <span className="row">
      {named.map((text) =>
        /^[a-z]{3}_[0-9A-Z]{26}$/.test(text) ? (
          <Ident key={text} id={text} />
        ) : (
          <span key={text}>{text.slice(0, 60)}</span>
        ),
      )}
      <AlarmContacts of={one} walletOf={walletOf} />
    </span>
  );
}
