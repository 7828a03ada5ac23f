/** @jsxImportSource react */
import { App, Button, Select } from "antd";
import { useState } from "react";
import { asProblem, post } from "../lib/api.ts";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useLooks, useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { ReconciliationBreak as Break, BreakFigures } from "../lib/types.ts";
import { useClassName } from "./break-words.ts";

type Person = BreakFigures["people"][number];

/** Whose a break is: read by everybody of the platform, changed by whoever may end one, while it has not ended. */
export function BreakOwner({ of: one, done }: { of: Break; done: () => unknown }) {
  const say = useSay();
  const may = useMay()("refunds:write");
  const figures = useBreakFigures();
  const people = (figures.data?.people ?? []).filter(
    ({ marketplace, role }) => role !== null && (marketplace === null || marketplace === one.marketplace),
  );
  const known = figures.data !== null;
  if (may && one.state !== "closed") return <Assigning of={one} people={people} known={known} done={done} />;
  if (one.assignee === null) return <span className="soft">{say("无人负责", "Nobody")}</span>;
  return <span>{one.assignee_name ?? one.assignee}</span>;
}

/** Told what it was before: whoever was quicker is named, and nobody's choice is lost unseen. */
function useAssign(one: Break, done: () => unknown) {
  const say = useSay();
  const { language } = useLooks();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const assign = async (assignee: string | null): Promise<void> => {
    setBusy(true);
    try {
      await post(`/v1/reconciliation-breaks/${one.id}/assign`, { assignee, instead_of: one.assignee });
      void message.success(assignee === null ? say("已取消指派", "Taken back") : say("已指派", "Assigned"));
    } catch (fault) {
      const { words, code } = asProblem(fault);
      void message.error((language === "zh-CN" ? words.zh : words.en) || code, 6);
    }
    await done();
    setBusy(false);
  };
  return { busy, assign: (to: string | null) => void assign(to) };
}

/** `known`: the people were read; until then nobody is said to have left. */
type AssigningProps = { of: Break; people: readonly Person[]; known: boolean; done: () => unknown };

function Assigning({ of: one, people, known, done }: AssigningProps) {
  const say = useSay();
  const named = useClassName();
  const me = useWho().person.id;
  const { busy, assign } = useAssign(one, done);
  const options = people.map(({ id, name }) => ({
    value: id,
    label: id === me ? say(`${name}（我）`, `${name} (me)`) : name,
  }));
  // Whoever left the team since is still told.
  const gone = one.assignee !== null && !people.some(({ id }) => id === one.assignee);
  const left = say(`${one.assignee_name}（已离组）`, `${one.assignee_name} (left)`);
  if (gone) options.push({ value: one.assignee ?? "", label: known ? left : (one.assignee_name ?? "") });
  const mine = one.assignee === me;
  return (
    <span className="break-owner">
      <Select
        size="small"
        allowClear
        showSearch={options.length > 8 ? { optionFilterProp: "label" } : false}
        style={{ width: 132 }}
        popupMatchSelectWidth={200}
        aria-label={say(`负责人：${one.day} ${named(one.class)}`, `Assignee: ${one.day} ${named(one.class)}`)}
        placeholder={say("无人负责", "Nobody")}
        loading={busy}
        disabled={busy}
        value={one.assignee ?? undefined}
        options={options}
        onChange={(to?: string) => assign(to ?? null)}
      />
      {mine || !people.some(({ id }) => id === me) ? null : (
        <Button size="small" disabled={busy} onClick={() => assign(me)}>
          {say("指派给我", "To me")}
        </Button>
      )}
    </span>
  );
}
