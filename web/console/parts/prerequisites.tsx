/** @jsxImportSource react */
import { Card } from "antd";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { List, Opening, PrerequisiteStands } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chip, Shown } from "./states.tsx";

/** What it requires, and what of that stands now; the announcement is refused for what does not. */
export function PrerequisitesCard({ opening }: { opening: Opening }) {
  const say = useSay();
  const all = useLoad<List<PrerequisiteStands>>(`/v1/openings/${opening.id}/prerequisites`, 30_000);
  const kinds = {
    opening: say("开放计划", "opening"),
    agreement: say("协议", "agreement"),
    sign_off: say("会签", "sign-off"),
  };
  return (
    <Card>
      <h2>{say("前提", "What it requires")}</h2>
      <Shown of={all} rows={2}>
        {({ data }) => (
          <ul className="checks">
            {data.map((one) => (
              <li key={one.kind + one.id}>
                <Chip tone={one.stands ? "success" : "error"}>
                  {one.stands ? say("已具备", "There") : say("还缺", "Missing")}
                </Chip>{" "}
                {kinds[one.kind]} ·{" "}
                {one.kind === "opening" ? (
                  <Link href={`/console/openings/${one.id}`}>
                    <span className="mono">…{one.id.slice(-8)}</span>
                  </Link>
                ) : (
                  one.id
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Card>
  );
}
