/** @jsxImportSource react */
import { Card } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Alarm, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";

const lookEveryMs = 30_000;

/** The alarms that are open, on the home page; nothing where there is none, or where one may not read them. */
export function AlarmsCard() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const may = useMay()("books:read");
  const { data } = useLoad<List<Alarm>>(may ? "/v1/alarms?state=open&limit=5" : null, may ? lookEveryMs : 0);
  if (!data || data.data.length === 0) return null;
  return (
    <Card role="region" aria-label={say("告警", "Alarms")}>
      <h2>{say("告警", "Alarms")}</h2>
      <ul className="stack" style={{ listStyle: "none", padding: 0 }}>
        {data.data.map((one) => (
          <li key={one.id}>
            <span className="soft">{formats.short(one.last_at)}</span> {words(one.words)}
          </li>
        ))}
      </ul>
      <Link href="/console/alarms">{say("查看全部告警", "Look at all alarms")}</Link>
    </Card>
  );
}
