/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { Pending } from "../lib/types.ts";
import { together } from "../lib/use-load.ts";
import { useWaiting } from "../lib/waiting.tsx";
import { PendingCard } from "./pending-card.tsx";

type Props = {
  kinds: readonly Pending["kind"][];
  /** Of these alone; left out: all of the kinds. */
  only?: (one: Pending) => boolean;
  done: () => void;
};

/** What waits for a second person and belongs to this page, decided as in the inbox. Nothing where nothing waits. */
export function WaitingFor({ kinds, only = () => true, done }: Props) {
  const say = useSay();
  const waiting = useWaiting();
  const mine = (waiting.data?.data ?? []).filter((one) => kinds.includes(one.kind) && only(one));
  if (mine.length === 0) return null;
  const decided = together(waiting.reload, done);
  return (
    <section className="stack" aria-labelledby="waiting">
      <h2 id="waiting" className="section-head">
        {say(`等待第二人：${mine.length} 项`, `Waiting for a second person: ${mine.length}`)}{" "}
        <Link href={`/console/approvals?show=${kinds[0]}`}>{say("去审批页", "Go to the inbox")}</Link>
      </h2>
      {mine.map((one) => (
        <PendingCard key={`${one.kind} ${one.id} ${one.n} ${one.at}`} one={one} done={decided} />
      ))}
    </section>
  );
}
