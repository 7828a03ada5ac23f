/** @jsxImportSource react */
import { Card } from "antd";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { List, Opening, Prerequisite } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chip } from "./states.tsx";

export type Wanted = {
  marketplace: string;
  capability: string;
  partner: string;
  requires: readonly Prerequisite[];
  /** Of those, what does not stand. */
  missing: readonly Prerequisite[] | null;
  /** Stores that could be used now. Null: not known. */
  storesIn: number | null;
  notice: number | null;
};

/** What has to be there before the announcement, each with its state: nobody should meet a refusal at the last step. */
export function BeforeAnnouncing({ wanted }: { wanted: Wanted }) {
  const say = useSay();
  const kinds = {
    opening: say("开放计划", "opening"),
    agreement: say("协议", "agreement"),
    sign_off: say("会签", "sign-off"),
  };
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100");
  const clash = (openings.data?.data ?? []).find(
    (one) =>
      one.sides.includes(wanted.marketplace) &&
      one.capability === wanted.capability &&
      one.partner === wanted.partner &&
      !["draft", "withdrawn"].includes(one.state),
  );
  const gone = new Set((wanted.missing ?? []).map((one) => `${one.kind} ${one.id}`));
  const stores = wanted.storesIn;
  return (
    <Card>
      <h2>{say("公告前的清单", "Before the announcement")}</h2>
      <ul className="checks">
        {wanted.requires.map((one) => (
          <Check
            key={one.kind + one.id}
            state={wanted.missing === null ? "unknown" : gone.has(`${one.kind} ${one.id}`) ? "missing" : "there"}
          >
            {kinds[one.kind]} · {one.kind === "opening" ? <OpeningLink id={one.id} /> : one.id}
          </Check>
        ))}
        {wanted.requires.length === 0 ? (
          <Check state="there">{say("没有列出前提", "No prerequisites are named")}</Check>
        ) : null}
        <Check state={clash ? "missing" : "there"}>
          {clash ? (
            <>
              {say("同一方向已有进行中的计划：", "Another one opens the same: ")}
              <OpeningLink id={clash.id} />
            </>
          ) : (
            say("没有与之重叠的计划", "No other opening overlaps it")
          )}
        </Check>
        <Check state={stores === null ? "unknown" : stores === 0 ? "missing" : "there"}>
          {stores === null
            ? say("已开通的店铺：试算中", "Stores that joined: being reckoned")
            : say(`${stores} 家店铺已开通`, `${stores} stores have joined`)}
        </Check>
        <Check state="later">
          {say("征求商家意见，或写明不征求的理由", "The stores are asked, or the reason is told why not")}
        </Check>
        <Check state="later">
          {say(
            `公告后至少 ${wanted.notice ?? 7} 个自然日才生效`,
            `It takes effect ${wanted.notice ?? 7} calendar days after the announcement, or later`,
          )}
        </Check>
      </ul>
    </Card>
  );
}

const OpeningLink = ({ id }: { id: string }) => (
  <Link href={`/console/openings/${id}`}>
    <span className="mono">…{id.slice(-8)}</span>
  </Link>
);

type CheckState = "there" | "missing" | "later" | "unknown";

function Check({ state, children }: { state: CheckState; children: React.ReactNode }) {
  const say = useSay();
  const words = {
    there: [say("已具备", "There"), "success"],
    missing: [say("还缺", "Missing"), "error"],
    later: [say("之后", "Later"), "default"],
    unknown: ["…", "default"],
  } as const;
  const [text, tone] = words[state];
  return (
    <li>
      <Chip tone={tone}>{text}</Chip> {children}
    </li>
  );
}
