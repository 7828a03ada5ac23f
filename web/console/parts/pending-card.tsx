/** @jsxImportSource react */
import { Card } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { Pending } from "../lib/types.ts";
import { useActName } from "./act-words.ts";
import { PendingDetails } from "./pending-details.tsx";
import { wayOf } from "./pending-ways.ts";
import { usePendingKind, usePendingPlace, useWhyNot } from "./pending-words.ts";
import { Amount, Ident } from "./states.tsx";
import { Deed } from "./why.tsx";

/** One thing that waits: what, how much, why, by whom, since when; and the word on it for whoever may say it. */
export function PendingCard({ one, done }: { one: Pending; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const kind = usePendingKind();
  const act = useActName();
  const place = usePendingPlace()(one);
  return (
    <Card>
      <div className="row">
        <strong>
          {kind(one.kind)} · {act(one.act)}
        </strong>
        {one.amount ? <Amount of={one.amount} /> : null}
        <span className="soft">{formats.short(one.at)}</span>
      </div>
      <p style={{ margin: "8px 0", overflowWrap: "anywhere" }}>{one.why || say("（未填理由）", "(no reason given)")}</p>
      <PendingDetails one={one} />
      <div className="row soft">
        {place ? <Link href={place[0]}>{place[1]}</Link> : null}
        {one.kind === "opening" ? null : <Ident id={one.id} />}
        {one.store === null ? null : (
          <span>
            {say("店铺", "store")} <Ident id={one.store} />
          </span>
        )}
        <span>
          {say("提议人", "proposed by")} {one.proposer_name ?? <Ident id={one.proposer} />}
        </span>
      </div>
      <div className="row" style={{ marginTop: 12 }}>
        <Decide one={one} done={done} />
      </div>
    </Card>
  );
}

function Decide({ one, done }: { one: Pending; done: () => void }) {
  const say = useSay();
  const whyNot = useWhyNot();
  const way = wayOf(one);
  if (!one.yours.may) return <span className="soft">{whyNot(one.yours)}</span>;
  if (way === null) return <Link href="/console/links">{say("到链接页裁决", "Decide it on the links' page")}</Link>;
  const { yes, no, why } = way;
  const [approve, reject] = [say("批准", "Approve"), say("否决", "Reject")];
  return (
    <>
      <Deed primary label={approve} title={say("批准并执行", "Approve and do it")} why={why} act={yes} done={done} />
      {no === null ? null : <Deed danger label={reject} title={reject} why={why} act={no} done={done} />}
    </>
  );
}
