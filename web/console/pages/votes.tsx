/** @jsxImportSource react */
import { Card } from "antd";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
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
          return (
            <div className="stack">
              {asked.map((one) => (
                <Card key={one.id}>
                  <div className="row">
                    <h2 style={{ margin: 0 }}>
                      <Link href={`/console/votes/${one.id}`}>
                        {capability(one.capability)} → <WalletName id={one.partner} />
                      </Link>
                    </h2>
                    <StateTag state={one.state} />
                  </div>
                  <p style={{ marginBottom: 0 }}>{words(one.terms)}</p>
                </Card>
              ))}
            </div>
          );
        }}
      </Shown>
    </>
  );
}
