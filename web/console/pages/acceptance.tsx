/** @jsxImportSource react */
import { Card, Tabs } from "antd";
import { lazy, Suspense } from "react";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { AcceptanceRates, List, PairToday } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { useNarrow } from "../lib/use-narrow.ts";
import { AcceptanceCards, datedCards } from "../parts/acceptance-cards.tsx";
import { AcceptanceClearings } from "../parts/acceptance-clearings.tsx";
import { AcceptanceMatrix } from "../parts/acceptance-matrix.tsx";
import { PairCard } from "../parts/acceptance-pair.tsx";
import { AcceptancePayments } from "../parts/acceptance-payments.tsx";
import { NotAllowed } from "../parts/not-allowed.tsx";
import { Empty, PageHead, Shown } from "../parts/states.tsx";
import { WaitingFor } from "../parts/waiting-for.tsx";

/** Forms come after what one came to read. */
const forms = () => import("../parts/acceptance-propose.tsx");
const ProposePair = lazy(async () => ({ default: (await forms()).ProposePair }));
const ProposeCard = lazy(async () => ({ default: (await forms()).ProposeCard }));

/** One wallet's users at another's merchants: who accepts whom, at what price, how they settle. Of the whole house. */
export default function AcceptancePage() {
  const say = useSay();
  const { place } = useWho();
  const reaches = useMay()("hub:read") && place.marketplace === null;
  return (
    <>
      <PageHead
        title={say("收单互认", "Acceptance")}
        lead={say(
          "一个钱包的用户在另一个钱包的商户付款：谁认谁、费率多少、两边如何清算。每项变更须两人。",
          "One wallet's users pay at another's merchants: who accepts whom, at what price, how the two settle. Two people for each change.",
        )}
      />
      {reaches ? (
        <Desk />
      ) : (
        <NotAllowed
          zh="钱包之间的互认由整个平台的人员管理；如需查看，请联系平台运营人员。"
          en="What lies between wallets belongs to the people of the whole house. Ask its operator if you need to see it."
        />
      )}
    </>
  );
}

function Desk() {
  const say = useSay();
  const { query } = useAddress();
  const pairs = useLoad<List<PairToday>>("/v1/hub/acceptance-today", 15_000);
  const cards = useLoad<List<AcceptanceRates>>("/v1/hub/acceptance-rates", 30_000);
  const done = together(pairs.reload, cards.reload);
  const back = pairs.data?.data.reduce((sum, one) => sum + one.returning, 0) ?? 0;
  return (
    <div className="stack">
      <WaitingFor kinds={["acceptance_change"]} done={done} />
      <Tabs
        activeKey={query.get("tab") ?? "pairs"}
        onChange={(tab) => setQuery({ tab, show: null })}
        destroyOnHidden
        items={[
          {
            key: "pairs",
            label: say("钱包对", "Pairs"),
            children: <Pairs of={pairs} cards={cards.data?.data ?? []} done={done} />,
          },
          {
            key: "cards",
            label: say("费率卡", "Rate cards"),
            children: <Cards of={cards} pairs={pairs} done={done} />,
          },
          { key: "clearings", label: say("清算", "Settlement"), children: <AcceptanceClearings done={done} /> },
          {
            key: "payments",
            label: `${say("付款与退回", "Payments")}${back > 0 ? ` (${back})` : ""}`,
            children: <AcceptancePayments />,
          },
        ]}
      />
    </div>
  );
}

type Loaded<T> = ReturnType<typeof useLoad<List<T>>>;
type PairsProps = { of: Loaded<PairToday>; cards: readonly AcceptanceRates[]; done: () => void };

function Pairs({ of, cards, done }: PairsProps) {
  const say = useSay();
  const may = useMay()("house:write");
  const narrow = useNarrow(640);
  const held = datedCards(cards, Date.now()).filter((one) => one.when === "holds");
  return (
    <Shown of={of}>
      {({ data }) => (
        <div className="stack">
          {may ? (
            <div className="row">
              <Suspense fallback={null}>
                <ProposePair done={done} />
              </Suspense>
            </div>
          ) : null}
          {data.length === 0 ? (
            <Card>
              <Empty
                title={say("还没有钱包对", "No pair yet")}
                hint={say(
                  "先提议一对：谁的商户、谁的用户、经由哪个账户；批准后再建一个“收单互认”的开放计划。",
                  "Propose one first: whose merchants, whose users, through which account. Once it is approved, open it by an opening of acceptance.",
                )}
              />
            </Card>
          ) : (
            <>
              {narrow ? null : (
                <Card size="small">
                  <AcceptanceMatrix pairs={data} />
                </Card>
              )}
              <div className="hub-cards">
                {data.map((one) => (
                  <PairCard
                    key={`${one.acquirer} ${one.issuer}`}
                    of={one}
                    card={held.find((card) => card.acquirer === one.acquirer && card.issuer === one.issuer)}
                    done={done}
                  />
                ))}
              </div>
            </>
          )}
        </div>
      )}
    </Shown>
  );
}

type CardsProps = { of: Loaded<AcceptanceRates>; pairs: Loaded<PairToday>; done: () => void };

function Cards({ of, pairs, done }: CardsProps) {
  const may = useMay()("house:write");
  return (
    <div className="stack">
      {may ? (
        <div className="row">
          <Suspense fallback={null}>
            <ProposeCard pairs={pairs.data?.data ?? []} done={done} />
          </Suspense>
        </div>
      ) : null}
      <AcceptanceCards of={of} />
    </div>
  );
}
