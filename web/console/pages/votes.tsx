/** @jsxImportSource react */
import { Button, Card } from "antd";
import { useSay, useWords } from "../lib/language.tsx";
import { go, Link } from "../lib/router.tsx";
import type { List, Opening } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useCapabilityName } from "../parts/opening-words.ts";
import { Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";

/** What a store is asked, and what came of what it was asked. */
export default function Votes() {
  const say = useSay();
  const words = useWords();
  const capability = useCapabilityName();
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100", 30_000);
  return (
    <>
      <PageHead
        title={say("意见征求", "Votes")}
        lead={say(
          "平台拟开放的能力，先问店铺的意见。",
          "What the marketplace plans to open, and asks its stores about first.",
        )}
      />
      <Shown of={openings}>
        {({ data }) => {
          const told = data.filter((one) => !["draft", "withdrawn"].includes(one.state));
          const asked = told.toSorted((a, b) => Number(b.state === "consulting") - Number(a.state === "consulting"));
          if (asked.length === 0)
            return (
              <Card>
                <Empty
                  title={say("目前没有征求", "Nothing is asked now")}
                  hint={say("有新的征求时会出现在这里。", "It shows here when there is.")}
                />
              </Card>
            );
          const [mine, others] = [
            asked.filter((one) => one.state === "consulting"),
            asked.filter((one) => one.state !== "consulting"),
          ];
          return (
            <div className="stack">
              {mine.map((one) => (
                <Asked key={one.id} one={one} />
              ))}
              {others.length > 0 ? (
                <Card>
                  <h2>{say("其他计划", "What else is planned or open")}</h2>
                  <ul className="plain vote-list">
                    {others.map((one) => (
                      <li key={one.id}>
                        <div className="row">
                          <Link href={`/console/votes/${one.id}`}>
                            {capability(one.capability)} → <WalletName id={one.partner} />
                          </Link>
                          <StateTag state={one.state} />
                        </div>
                        <span className="soft">{words(one.terms)}</span>
                      </li>
                    ))}
                  </ul>
                </Card>
              ) : null}
            </div>
          );
        }}
      </Shown>
    </>
  );
}

/** What waits for this store's voice: first, and with a way to it. */
function Asked({ one }: { one: Opening }) {
  const say = useSay();
  const words = useWords();
  const capability = useCapabilityName();
  return (
    <Card className="asked">
      <div className="row">
        <div className="grow">
          <h2 style={{ marginBottom: 4 }}>
            {capability(one.capability)} → <WalletName id={one.partner} /> <StateTag state={one.state} />
          </h2>
          <div>{words(one.terms)}</div>
        </div>
        <Button type="primary" onClick={() => go(`/console/votes/${one.id}`)}>
          {say("阅读条款并投票", "Read the terms and vote")}
        </Button>
      </div>
    </Card>
  );
}
