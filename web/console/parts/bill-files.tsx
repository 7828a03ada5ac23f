/** @jsxImportSource react */
import { Button, Card } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { BillFile, List, ReconciliationDay, WalletAccount } from "../lib/types.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { fileStates, useKindName } from "./bill-file-words.ts";
import { BillUpload, FileSays, type Place } from "./bill-upload.tsx";
import { ChipOf } from "./chip-of.tsx";
import { ListTable } from "./list-table.tsx";
import { Chip, Ident } from "./states.tsx";
import { WaitingFor } from "./waiting-for.tsx";
import { WalletName } from "./wallets.tsx";
import { Deed } from "./why.tsx";

/** Bills that people bring for days that the house cannot fetch: uploaded, looked at, proposed, approved. */
export function BillFiles() {
  const may = useMay()("refunds:write");
  const accounts = useLoad<List<WalletAccount>>("/v1/wallet-accounts?limit=100");
  const files = usePages<BillFile>("/v1/bill-files");
  const [place, setPlace] = useState<Place>({ account: "", day: "" });
  const known = accounts.data?.data ?? [];
  return (
    <div className="stack">
      <WaitingFor kinds={["bill_file"]} done={files.reload} />
      {may ? <DaysNotIn choose={setPlace} /> : null}
      {may ? <BillUpload accounts={known} place={place} set={setPlace} done={files.reload} /> : null}
      <FileList files={files} accounts={known} may={may} />
    </div>
  );
}

/** Days whose bill the house asks for in vain: the ones that somebody may bring. */
function DaysNotIn({ choose }: { choose: (place: Place) => void }) {
  const say = useSay();
  const waiting = useLoad<List<ReconciliationDay>>("/v1/reconciliations?state=waiting&limit=20", 30_000);
  const refused = useLoad<List<ReconciliationDay>>("/v1/reconciliations?state=refused&limit=20", 30_000);
  const days = [...(refused.data?.data ?? []), ...(waiting.data?.data ?? [])];
  if (days.length === 0) return null;
  return (
    <Card size="small" title={<h2 style={{ margin: 0 }}>{say("尚未入账的日子", "Days that are not in")}</h2>}>
      <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0, gap: 6 }}>
        {days.map((one) => (
          <li key={`${one.day} ${one.wallet_account}`} className="row">
            <span>{one.day}</span>
            <WalletName id={one.wallet} />
            <Chip tone={one.state === "refused" ? "error" : "processing"}>
              {one.state === "refused" ? say("账单有误", "Refused") : say("获取中", "Being fetched")}
            </Chip>
            {one.code ? <span className="mono">{one.code}</span> : null}
            {one.files ? <Chip>{say("改用上传文件", "From files")}</Chip> : null}
            <Button size="small" onClick={() => choose({ account: one.wallet_account, day: one.day })}>
              {say("为此日上传", "Upload for it")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type FilesProps = {
  files: ReturnType<typeof usePages<BillFile>>;
  accounts: readonly WalletAccount[];
  may: boolean;
};

function FileList({ files, accounts, may }: FilesProps) {
  const say = useSay();
  const kind = useKindName();
  const titleOf = (id: string): string => accounts.find((one) => one.id === id)?.title ?? "";
  return (
    <ListTable<BillFile>
      of={files}
      cards
      label={say("账单文件列表", "Bill files")}
      empty={say("没有上传过账单", "No bill was uploaded")}
      hint={say(
        "平时由系统自动获取；获取不到时在此上传。",
        "The house fetches them by itself; upload one where it cannot.",
      )}
      rowKey={(one) => one.id}
      columns={[
        { title: say("日期", "Day"), render: (_, one) => <span style={{ whiteSpace: "nowrap" }}>{one.day}</span> },
        {
          title: say("账户", "Account"),
          render: (_, one) => (
            <>
              <WalletName id={one.wallet} /> <span className="soft">{titleOf(one.wallet_account)}</span>
            </>
          ),
        },
        { title: say("种类", "Kind"), render: (_, one) => kind(one.kind) },
        { title: say("内容", "What it says"), render: (_, one) => <FileSays of={one} /> },
        { title: say("状态", "State"), render: (_, one) => <FileState of={one} /> },
        {
          title: say("处理", "Do"),
          render: (_, one) => (
            <span className="row">
              <a href={`/v1/bill-files/${one.id}/content`} download={one.file_name}>
                {say("下载", "Download")}
              </a>
              {may ? <ProposeFile of={one} done={files.reload} /> : null}
            </span>
          ),
        },
      ]}
    />
  );
}

function FileState({ of }: { of: BillFile }) {
  const say = useSay();
  if (of.run !== null)
    return (
      <span className="row">
        <Chip tone="success">{say("已核对", "Compared")}</Chip>
        <Ident id={of.run} />
      </span>
    );
  if (of.kind !== "trade" && of.state === "checked")
    return <span className="soft">{say("随当日交易账单一并核对", "Goes with the day's bill of trades")}</span>;
  return <ChipOf of={of.state} words={fileStates} />;
}

function ProposeFile({ of, done }: { of: BillFile; done: () => void }) {
  const say = useSay();
  if (of.kind !== "trade" || of.state !== "checked" || of.run !== null) return null;
  return (
    <Deed
      size="small"
      label={say("提议核对", "Propose to compare")}
      title={say("以此文件核对当日账簿", "Hold the day against this file")}
      says={
        <div className="stack">
          <FileSays of={of} />
          <span>
            {say(
              "当日已上传的其他文件一并采用，未上传的种类不核对。须由既未上传也未提议的另一人批准。",
              "The day's other uploaded files are read with it; a kind that nobody brought is not compared. Somebody " +
                "who neither uploaded nor proposed approves it.",
            )}
          </span>
        </div>
      }
      act={(why, key) => post(`/v1/bill-files/${of.id}/propose`, { why }, key)}
      done={done}
    />
  );
}
