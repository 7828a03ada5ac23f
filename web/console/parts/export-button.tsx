/** @jsxImportSource react */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Progress } from "antd";
import { useState } from "react";
import { get } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { List } from "../lib/types.ts";

const mostRows = 20_000;

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Walks a list's pages beside whatever the person does next, and hands over a CSV that spreadsheets read as UTF-8. */
export function ExportButton<T>({
  path,
  name,
  head,
  row,
}: {
  path: string;
  name: string;
  head: string[];
  row: (one: T) => string[];
}) {
  const say = useSay();
  const { message } = App.useApp();
  const [rows, setRows] = useState<number | null>(null);
  const run = async (): Promise<void> => {
    const lines = [head.map(cell).join(",")];
    let cursor: string | null = "";
    setRows(0);
    try {
      while (cursor !== null && lines.length <= mostRows) {
        const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page: List<T> = await get<List<T>>(`${path}${path.includes("?") ? "&" : "?"}limit=100${more}`);
        for (const one of page.data) lines.push(row(one).map(cell).join(","));
        cursor = page.next_cursor;
        setRows(lines.length - 1);
      }
      const blob = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
      if (cursor !== null)
        void message.warning(
          say(`只导出了前 ${mostRows} 行，请缩小筛选`, `Only the first ${mostRows} rows: narrow the filter`),
        );
    } catch {
      void message.error(say("导出中断，请重试", "The export broke off: try again"));
    } finally {
      setRows(null);
    }
  };
  if (rows !== null)
    return (
      <span className="row" role="status">
        <Progress type="circle" size={24} percent={Math.min(99, (rows / mostRows) * 100)} showInfo={false} />
        {say(`已导出 ${rows} 行`, `${rows} rows so far`)}
      </span>
    );
  return (
    <Button icon={<DownloadOutlined />} onClick={() => void run()}>
      {say("导出 CSV", "Export CSV")}
    </Button>
  );
}
