/** @jsxImportSource react */
import { Alert, Card, Segmented, Select } from "antd";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import type { Pending } from "../lib/types.ts";
import { useWaiting } from "../lib/waiting.tsx";
import { PendingCard } from "../parts/pending-card.tsx";
import { usePendingKind } from "../parts/pending-words.ts";
import { Empty, PageHead, Shown } from "../parts/states.tsx";

/** Everything that waits for a second person: read on a phone as well as at a desk. */
export default function Approvals() {
  const say = useSay();
  const pending = useWaiting();
  return (
    <>
      <PageHead
        title={say("审批", "Approvals")}
        lead={say(
          "一人提议，另一人决定；谁也不能审批自己的提议，也不能由自己刚创建的账号代为审批。",
          "One proposes, another decides: nobody their own, and nobody by an account that they have just made.",
        )}
      />
      <Shown of={pending}>
        {({ data, more }) =>
          data.length === 0 ? (
            <Card>
              <Empty
                title={say("没有待审批的事项", "Nothing waits for you")}
                hint={say("新的提议会自动出现在这里。", "New proposals show here by themselves.")}
              />
            </Card>
          ) : (
            <div className="stack">
              {more ? (
                <Alert
                  type="info"
                  showIcon
                  title={say(
                    "每种事项只显示最早的 200 条；处理之后，其余的会自动出现。",
                    "Of each kind the oldest 200 are shown; more come up as these are decided.",
                  )}
                />
              ) : null}
              <Waiting of={data} done={pending.reload} />
            </div>
          )
        }
      </Shown>
    </>
  );
}

/** All of it, what whoever looks may decide, or one kind: the address says which. */
function Waiting({ of, done }: { of: readonly Pending[]; done: () => void }) {
  const say = useSay();
  const kind = usePendingKind();
  const { query } = useAddress();
  const asked = query.get("show") ?? "all";
  const kinds = [...new Set(of.map((one) => one.kind))];
  const yours = of.filter((one) => one.yours.may);
  const picked = kinds.find((one) => one === asked);
  const shown = picked ? of.filter((one) => one.kind === picked) : asked === "yours" ? yours : of;
  const show = (value: string | undefined): void => setQuery({ show: value === "all" ? null : value });
  const options = [
    { value: "all", label: `${say("全部", "All")} ${of.length}` },
    { value: "yours", label: `${say("待您决定", "Yours")} ${yours.length}` },
  ];
  return (
    <div className="stack">
      <div className="row">
        <Segmented
          aria-label={say("范围", "Whose")}
          value={asked === "yours" ? "yours" : "all"}
          options={options}
          onChange={show}
        />
        {kinds.length > 1 ? (
          <Select
            allowClear
            style={{ minWidth: 180 }}
            aria-label={say("事项种类", "Which kind")}
            placeholder={say("全部种类", "Every kind")}
            value={picked ?? null}
            options={kinds.map((value) => ({
              value,
              label: `${kind(value)} ${of.filter((one) => one.kind === value).length}`,
            }))}
            onChange={(value?: Pending["kind"] | null) => show(value ?? "all")}
          />
        ) : null}
      </div>
      {shown.length === 0 ? (
        <Card>
          <Empty title={say("这里没有待审批的事项", "None of these waits")} />
        </Card>
      ) : null}
      {shown.map((one) => (
        // Proposed anew it is another card: nobody's open dialog decides what they have not seen.
        <PendingCard key={`${one.kind} ${one.id} ${one.n} ${one.about} ${one.at}`} one={one} done={done} />
      ))}
    </div>
  );
}
