/** @jsxImportSource react */
import { Card } from "antd";
import type { ReactNode } from "react";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { List } from "../lib/types.ts";
import { type Loaded, useLoad } from "../lib/use-load.ts";
import { useWaiting } from "../lib/waiting.tsx";

const lookEveryMs = 30_000;

/** How many wait, and the way to them. A full page of a list is told as so many and more. */
function Line({ path, ...rest }: { path: string; href: string; children: ReactNode }) {
  return <Count of={useLoad<List<unknown>>(path, lookEveryMs)} {...rest} />;
}

function SecondPerson({ children }: { children: ReactNode }) {
  return (
    <Count of={useWaiting()} href="/console/approvals">
      {children}
    </Count>
  );
}

function Count({
  of: found,
  href,
  children,
}: {
  of: Loaded<List<unknown> & { more?: boolean }>;
  href: string;
  children: ReactNode;
}) {
  const more = found.data?.next_cursor || found.data?.more ? "+" : "";
  return (
    <CountLine href={href} count={found.data && `${found.data.data.length}${more}`}>
      {children}
    </CountLine>
  );
}

function CountLine({ count, href, children }: { count: string | null; href: string; children: ReactNode }) {
  return (
    <li className="row" data-some={count !== null && count !== "0"}>
      <Link href={href}>{children}</Link>
      <span className="grow" />
      <strong>{count ?? "…"}</strong>
    </li>
  );
}

/** Of the open breaks those that one was given, and all. */
function Breaks() {
  const say = useSay();
  const figures = useBreakFigures();
  const works = useMay()("refunds:write");
  const href = "/console/reconciliation?state=open";
  return (
    <>
      {works ? (
        <CountLine href={`${href}&assignee=me`} count={figures.data && `${figures.data.yours}`}>
          {say("由您负责的对账差错", "Breaks of the bills that are yours")}
        </CountLine>
      ) : null}
      <CountLine href={href} count={figures.data && `${figures.data.open}`}>
        {say("待处理的对账差错", "Breaks of the books")}
      </CountLine>
    </>
  );
}

/** What waits for somebody of this place: each with its number and a way to it. */
export function WaitingCard() {
  const say = useSay();
  const may = useMay();
  const { store } = useWho();
  const house = store === null;
  return (
    <Card>
      <h2>{say("待办", "Waiting")}</h2>
      <ul className="plain waiting">
        {may("books:read") ? <SecondPerson>{say("等待第二人审批", "For a second person")}</SecondPerson> : null}
        <Line
          path={`/v1/disputes?state=${house ? "with_person" : "with_store"}&limit=100`}
          href={`/console/disputes?state=${house ? "with_person" : "with_store"}`}
        >
          {house ? say("待裁决的纠纷", "Disputes for a verdict") : say("待您答复的纠纷", "Disputes for your answer")}
        </Line>
        {house ? (
          <Line path="/v1/disputes?state=appealed&limit=100" href="/console/disputes?state=appealed">
            {say("店铺申诉", "Stores' appeals")}
          </Line>
        ) : null}
        <Line path="/v1/cases?state=open&limit=100" href="/console/cases?state=open">
          {say("待认领的流程缺口", "Gaps that nobody looks after")}
        </Line>
        {house && may("books:read") ? <Breaks /> : null}
      </ul>
    </Card>
  );
}
