/** @jsxImportSource react */
import { Card } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { List, Pending } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useActName } from "../parts/act-words.ts";
import { ProposedEntry } from "../parts/break-entry.tsx";
import { HubWaits } from "../parts/hub-waits.tsx";
import { Amount, Empty, Ident, PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** Everything that waits for a second person: read on a phone as well as at a desk. */
export default function Approvals() {
  const say = useSay();
  const pending = useLoad<List<Pending>>("/v1/approvals", 10_000);
  return (
    <>
      <PageHead
        title={say("审批", "Approvals")}
        lead={say(
          "一人提议，另一人决定；谁也不能审批自己的提议。",
          "One proposes, another decides; nobody decides their own.",
        )}
      />
      <HubWaits />
      <Shown of={pending}>
        {({ data }) =>
          data.length === 0 ? (
            <Card>
              <Empty
                title={say("没有待审批的事项", "Nothing waits for you")}
                hint={say("新的提议会自动出现在这里。", "New proposals show here by themselves.")}
              />
            </Card>
          ) : (
            <div className="stack">
              {data.map((one) => (
                // Proposed anew it is another card: nobody's open dialog decides what they have not seen.
                <PendingCard key={`${one.id} ${one.n} ${one.at}`} one={one} done={pending.reload} />
              ))}
            </div>
          )
        }
      </Shown>
    </>
  );
}

function PendingCard({ one, done }: { one: Pending; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const kinds = {
    opening: say("开放计划", "Opening"),
    withdrawal: say("提现", "Withdrawal"),
    break: say("对账差错", "Break"),
    campaign_bill: say("广告账单", "Campaign's bill"),
    media_payout: say("媒体付款", "Host app's payout"),
    screen_appeal: say("店铺申诉", "Store's appeal"),
  } as const;
  const act = useActName();
  const own = useWho().person.id === one.proposer;
  return (
    <Card>
      <div className="row">
        <strong>
          {kinds[one.kind]} · {act(one.act)}
        </strong>
        <Amount of={one.amount} />
        <span className="soft">{formats.short(one.at)}</span>
      </div>
      <p style={{ margin: "8px 0" }}>{one.why || say("（未填理由）", "(no reason given)")}</p>
      {one.kind === "break" && one.act === "enter" ? <ProposedEntry id={one.id} /> : null}
      <div className="row soft">
        {one.kind === "opening" ? (
          <Link href={`/console/openings/${one.id}`}>{say("查看计划", "Look at the opening")}</Link>
        ) : (
          <PlaceOf one={one} />
        )}
        <span>
          {say("提议人", "proposed by")} {one.proposer_name ?? <Ident id={one.proposer} />}
        </span>
      </div>
      <div className="row" style={{ marginTop: 12 }}>
        {own ? (
          <span>{say("您自己提出的，须由他人决定。", "Your own: somebody else decides.")}</span>
        ) : (
          <Decide one={one} done={done} />
        )}
      </div>
    </Card>
  );
}

/** Where it can be looked at; its number beside it. */
function PlaceOf({ one }: { one: Pending }) {
  const say = useSay();
  const places: Readonly<Partial<Record<Pending["kind"], readonly [string, string]>>> = {
    break: [`/console/reconciliation?q=${one.id}`, say("查看差错", "Look at the break")],
    withdrawal: ["/console/balances", say("查看余额", "Look at the balances")],
    media_payout: ["/console/media-payouts", say("查看付款", "Look at the payouts")],
  };
  const [href, label] = places[one.kind] ?? [null, ""];
  return (
    <span className="row">
      {href === null ? null : <Link href={href}>{label}</Link>}
      <Ident id={one.id} />
    </span>
  );
}

function Decide({ one, done }: { one: Pending; done: () => void }) {
  const say = useSay();
  const may = useMay();
  const role = useWho().place.role;
  const ways = {
    opening: {
      yes: (why: string, key: string) =>
        post(`/v1/openings/${one.id}/proposals/decide`, { n: one.n, approve: true, why }, key),
      no: (why: string, key: string) =>
        post(`/v1/openings/${one.id}/proposals/decide`, { n: one.n, approve: false, why }, key),
      may: role === "approver",
    },
    withdrawal: {
      yes: (_: string, key: string) => post(`/v1/withdrawals/${one.id}/confirm`, {}, key),
      no: (_: string, key: string) => post(`/v1/withdrawals/${one.id}/cancel`, {}, key),
      may: may("withdrawals:write"),
    },
    break: {
      yes: (why: string, key: string) =>
        post(`/v1/reconciliation-breaks/${one.id}/decide`, { approve: true, proposed_at: one.at, why }, key),
      no: (why: string, key: string) =>
        post(`/v1/reconciliation-breaks/${one.id}/decide`, { approve: false, proposed_at: one.at, why }, key),
      may: role === "approver",
    },
    campaign_bill: {
      yes: (_: string, key: string) => post(`/v1/campaign-bills/${one.id}/decide`, { approve: true }, key),
      no: (_: string, key: string) => post(`/v1/campaign-bills/${one.id}/decide`, { approve: false }, key),
      may: role === "approver",
    },
    media_payout: {
      yes: (_: string, key: string) => post(`/v1/media-payouts/${one.id}/confirm`, {}, key),
      // Whoever may move money calls it off; an approver who does not agree leaves it, and it ends by itself.
      no: null,
      may: role === "approver",
    },
  } as const;
  if (one.kind === "screen_appeal")
    return <Link href="/console/links">{say("到链接页裁决", "Decide it on the links' page")}</Link>;
  const way = ways[one.kind];
  if (!way.may) return <span className="soft">{say("您的角色不能审批此项。", "Your role does not decide this.")}</span>;
  const why = one.kind === "opening" || one.kind === "break";
  return (
    <>
      <Deed
        primary
        label={say("批准", "Approve")}
        title={say("批准并执行", "Approve and do it")}
        why={why}
        act={way.yes}
        done={done}
      />
      {way.no === null ? null : (
        <Deed danger label={say("否决", "Reject")} title={say("否决", "Reject")} why={why} act={way.no} done={done} />
      )}
    </>
  );
}
