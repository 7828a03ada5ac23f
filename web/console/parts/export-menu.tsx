/** @jsxImportSource react */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { Export, List, ListName } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { ListMenu } from "./list-menu.tsx";
import { Empty, ProblemNote, Shown } from "./states.tsx";

type Props = { list: ListName; filter: Readonly<Record<string, string>>; columns: readonly string[] };

/**
 * The list as a file: the worker writes it while the person goes on, here or on another page. What was asked for is
 * found again in the same menu, with how far it is.
 */
export function ExportMenu({ list, filter, columns }: Props) {
  const say = useSay();
  const { language } = useLooks();
  const { busy, problem, attempt } = useAttempt();
  const [asked, setAsked] = useState(0);
  const ask = (): Promise<void> =>
    attempt(async () => {
      await post("/v1/exports", { list, filter, columns, language: language === "zh-CN" ? "zh" : "en" });
      setAsked((count) => count + 1);
    });
  return (
    <ListMenu label={say("导出", "Export")} title={say("导出为文件", "Export to a file")} icon={<DownloadOutlined />}>
      {() => (
        <div className="stack exports">
          <Button type="primary" loading={busy} onClick={() => void ask()}>
            {say("按当前筛选与列导出 CSV", "CSV with these filters and columns")}
          </Button>
          {problem ? <ProblemNote problem={problem} /> : null}
          <Jobs key={asked} />
        </div>
      )}
    </ListMenu>
  );
}

const lookEveryMs = 1000;
const inMenu = 5;
const underWay = ({ state }: Export): boolean => state === "waiting" || state === "running";

function Jobs() {
  const say = useSay();
  const [live, setLive] = useState(true);
  const jobs = useLoad<List<Export>>("/v1/exports", live ? lookEveryMs : 0);
  if (jobs.data && live !== jobs.data.data.some(underWay)) setLive(!live);
  return (
    <Shown of={jobs} rows={2}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty title={say("还没有导出", "No exports yet")} />
        ) : (
          <ul className="plain" aria-live="polite">
            {data.slice(0, inMenu).map((job) => (
              <Job key={job.id} job={job} changed={jobs.reload} />
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

const names: Readonly<Record<string, readonly [string, string]>> = {
  orders: ["订单", "Orders"],
  payments: ["支付", "Payments"],
  refunds: ["退款", "Refunds"],
  disputes: ["纠纷", "Disputes"],
  breaks: ["差错", "Breaks"],
  audit: ["审计条目", "Audit entries"],
};

function Job({ job, changed }: { job: Export; changed: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const name = say(...(names[job.list] ?? [job.list, job.list]));
  return (
    <li className="export-job">
      <div className="row">
        <span className="grow">
          {name} · {formats.short(job.asked_at)}
        </span>
        <JobEnd job={job} name={name} changed={changed} />
      </div>
      {underWay(job) ? (
        <Progress
          percent={Math.floor(job.share / 100)}
          status="active"
          aria-label={say(`${name}导出进度`, `Progress of ${name}`)}
        />
      ) : null}
      <div className="soft">
        {say(`${formats.number(job.lines)} 行`, `${formats.number(job.lines)} rows`)}
        {job.cut ? say("（已到上限，只含最新的行）", " (the limit: only the newest rows)") : null}
      </div>
    </li>
  );
}

function JobEnd({ job, name, changed }: { job: Export; name: string; changed: () => void }) {
  const say = useSay();
  const { attempt } = useAttempt();
  const cancel = (): Promise<void> =>
    attempt(async () => {
      await post(`/v1/exports/${job.id}/cancel`);
      changed();
    });
  if (underWay(job))
    return (
      <Button size="small" onClick={() => void cancel()}>
        {say("取消", "Cancel")}
      </Button>
    );
  if (job.state === "cancelled") return <span>{say("已取消", "Cancelled")}</span>;
  if (job.state === "failed")
    return (
      <span>
        {job.fault === "forbidden"
          ? say("失败：已无权读取", "Failed: no longer yours to read")
          : say("失败，请重试", "Failed: try again")}
      </span>
    );
  if (job.expires_at !== null && Date.parse(job.expires_at) < Date.now())
    return <span>{say("已过期", "Expired")}</span>;
  return (
    <a href={`/v1/exports/${job.id}/file`} download aria-label={say(`下载${name}`, `Download ${name}`)}>
      {say("下载", "Download")}
    </a>
  );
}
