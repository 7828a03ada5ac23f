/** @jsxImportSource react */
import { Alert, Button } from "antd";
import { useState } from "react";
import { get } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { List, Openness } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { ProblemNote } from "./states.tsx";

type Told = Openness["openings"][number];

/** Openings that the published file leaves out, a page each time somebody asks for more. */
export function useOlder(first: string | null) {
  const [older, setOlder] = useState<{ rows: readonly Told[]; next: string | null }>({ rows: [], next: first });
  const { busy, problem, attempt } = useAttempt();
  const more = (): Promise<void> =>
    attempt(async () => {
      const page = await get<List<Told>>(
        `/v1/openness/openings?limit=100&cursor=${encodeURIComponent(older.next ?? "")}`,
      );
      setOlder({ rows: [...older.rows, ...page.data], next: page.next_cursor });
    });
  return { ...older, more, busy, problem };
}

/** Says that the file is cut, and goes on where it ends. Nothing where it holds everything. */
export function OlderOpenings({ of, shown }: { of: ReturnType<typeof useOlder>; shown: number }) {
  const say = useSay();
  const formats = useFormats();
  if (of.next === null && of.rows.length === 0) return null;
  return (
    <>
      {of.problem ? <ProblemNote problem={of.problem} /> : null}
      <Alert
        type="info"
        showIcon
        title={
          of.next === null
            ? say(`已列出全部 ${formats.number(shown)} 项计划`, `All ${formats.number(shown)} openings are listed`)
            : say(
                `公开文件只含较新的计划；以下已列出 ${formats.number(shown)} 项，更早的可继续载入。`,
                `The published file holds the newer openings; ${formats.number(shown)} are listed, older ones follow.`,
              )
        }
        action={
          of.next === null ? null : (
            <Button size="small" loading={of.busy} onClick={() => void of.more()}>
              {say("载入更早的计划", "Load older ones")}
            </Button>
          )
        }
      />
    </>
  );
}
