/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { FundsMove, List, PlatformMove, StoreOwing } from "../lib/types.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { useFundsKind } from "./funds-words.ts";
import { ListTable } from "./list-table.tsx";
import { Amount, Ident, StateTag } from "./states.tsx";

/** Every move of the platform's book there, the newest first, with what it did to the own funds and why. */
export function FundsMoves({ account }: { account: string }) {
  const say = useSay();
  const formats = useFormats();
  const kind = useFundsKind();
  const moves = usePages<PlatformMove>(`/v1/wallet-accounts/${account}/funds/moves?limit=20`);
  return (
    <section className="stack" aria-labelledby="moves">
      <h2 id="moves" className="section-head">
        {say("每笔变动", "Every move")}
      </h2>
      <ListTable<PlatformMove>
        cards
        of={moves}
        label={say("变动列表", "List of moves")}
        empty={say("还没有变动", "Nothing has moved yet")}
        hint={say(
          "存入自有资金后，垫付退款、补偿店铺与平台付费的广告由此支出。",
          "Once money is put in, advances, compensations and the platform's own campaigns are paid from it.",
        )}
        rowKey={(one) => one.id}
        columns={[
          { title: say("时间", "When"), render: (_, one) => formats.short(one.at) },
          {
            title: say("事由", "What"),
            render: (_, one) => (
              <>
                {kind(one.kind)}
                {one.why === null ? null : <div className="soft">{one.why}</div>}
              </>
            ),
          },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          {
            title: say("自有资金增减", "Own funds"),
            align: "end",
            render: (_, one) =>
              one.funds === null ? (
                "—"
              ) : (
                <span data-sign={one.funds.minor.startsWith("-") ? "less" : "more"} className="signed">
                  <Amount of={one.funds} />
                </span>
              ),
          },
          { title: say("依据", "For"), render: (_, one) => <Ident id={one.subject} /> },
        ]}
      />
    </section>
  );
}

/** What stores owe for refunds that the platform advanced: it comes back out of their later sales by itself. */
export function StoresOwing({ account }: { account: string }) {
  const say = useSay();
  const words = useWords();
  const owing = useLoad<List<StoreOwing>>(`/v1/wallet-accounts/${account}/funds/owing`);
  return (
    <section className="stack" aria-labelledby="owing">
      <h2 id="owing" className="section-head">
        {say("店铺所欠", "What stores owe")}
      </h2>
      <ListTable<StoreOwing>
        cards
        of={{ ...owing, data: owing.data?.data ?? null }}
        label={say("欠款店铺列表", "Stores that owe")}
        empty={say("没有店铺欠款", "No store owes anything")}
        hint={say(
          "店铺余额不足以退款时由平台垫付，之后从其销售中自动收回。",
          "Where a store's balance lacks what a refund needs, it is advanced and taken out of later sales by itself.",
        )}
        rowKey={(one) => one.store}
        columns={[
          {
            title: say("店铺", "Store"),
            render: (_, one) => (
              <>
                {words(one.name)}
                <div>
                  <Ident id={one.store} />
                </div>
              </>
            ),
          },
          { title: say("尚欠", "Owes"), align: "end", render: (_, one) => <Amount of={one.owed} /> },
        ]}
      />
    </section>
  );
}

/** What was proposed, and who decided it. */
export function FundsProposals({ of }: { of: ReturnType<typeof usePages<FundsMove>> }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <section className="stack" aria-labelledby="proposals">
      <h2 id="proposals" className="section-head">
        {say("存取记录", "Put in and taken out")}
      </h2>
      <ListTable<FundsMove>
        cards
        of={of}
        label={say("存取列表", "List of what was put in and taken out")}
        empty={say("还没有存入或取回", "Nothing was put in or taken out")}
        hint={say("由一人登记，另一人批准。", "One person says it, another approves it.")}
        rowKey={(one) => one.id}
        columns={[
          {
            title: say("存取", "What"),
            render: (_, one) => (
              <>
                {one.act === "add" ? say("存入", "Put in") : say("取回", "Take out")}
                <div className="soft">{one.why}</div>
              </>
            ),
          },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          {
            title: say("提出", "Proposed"),
            render: (_, one) => (
              <>
                <Ident id={one.proposer} />
                <div className="soft">{formats.short(one.proposed_at)}</div>
              </>
            ),
          },
          {
            title: say("决定", "Decided"),
            render: (_, one) =>
              one.decided_by === null ? (
                say("等待第二人", "waits for a second person")
              ) : (
                <>
                  <Ident id={one.decided_by} />
                  <div className="soft">{formats.short(one.decided_at)}</div>
                </>
              ),
          },
        ]}
      />
    </section>
  );
}
