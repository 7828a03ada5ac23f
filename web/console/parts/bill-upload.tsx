/** @jsxImportSource react */
import { Button, Card, Input, Progress, Select } from "antd";
import { useRef, useState } from "react";
import { asProblem, type Problem, putFile } from "../lib/api.ts";
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { BillFile, WalletAccount } from "../lib/types.ts";
import { type BillKind, billKinds, kindOfName, useFileSays, useKindName } from "./bill-file-words.ts";
import { Field } from "./field.tsx";
import { Chip, ProblemNote } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";

type Chosen = { file: File; kind: BillKind; hash: string; share: number | null } & {
  problem: Problem | null;
  made: BillFile | null;
};

/** The day and account that files are brought for. */
export type Place = { account: string; day: string };
type Props = { accounts: readonly WalletAccount[]; place: Place; set: (place: Place) => void; done: () => void };

/** One or several files of a day: each is sent, read and shown with what it says. Nothing is compared yet. */
export function BillUpload({ accounts, place, set, done }: Props) {
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [busy, setBusy] = useState(false);
  const change = (at: number, to: Partial<Chosen>): void =>
    setChosen((all) => all.map((one, n) => (n === at ? { ...one, ...to } : one)));
  const add = (files: FileList | null): void => {
    const fresh = [...(files ?? [])].map((file) => ({ file, kind: kindOfName(file.name), hash: "", share: null }));
    setChosen((all) => [...all.filter((one) => one.made === null), ...fresh.map((one) => ({ ...one, ...empty }))]);
    if (input.current) input.current.value = "";
  };
  const send = async (): Promise<void> => {
    setBusy(true);
    for (const [at, one] of chosen.entries()) if (one.made === null) await sendOne(place, one, (to) => change(at, to));
    setBusy(false);
    done();
  };
  return (
    <Card size="small" title={<h2 style={{ margin: 0 }}>{say("上传账单文件", "Upload bill files")}</h2>}>
      <div className="stack">
        <PlaceFields accounts={accounts} place={place} set={set} />
        <div className="row">
          <Button disabled={busy} onClick={() => input.current?.click()}>
            {say("选择文件（可多选）", "Choose files")}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept=".csv,.gz,.gzip,.zip"
            aria-label={say("账单文件", "Bill files")}
            onChange={(event) => add(event.target.files)}
          />
          <Button
            type="primary"
            loading={busy}
            disabled={place.account === "" || place.day === "" || chosen.every((one) => one.made !== null)}
            onClick={() => void send()}
          >
            {say("上传并校验", "Upload and read")}
          </Button>
        </div>
        {chosen.map((one, at) => (
          <ChosenFile
            key={`${one.file.name} ${one.file.lastModified} ${one.file.size}`}
            of={one}
            busy={busy}
            change={(to) => change(at, to)}
            drop={() => setChosen((all) => all.filter((_, n) => n !== at))}
          />
        ))}
      </div>
    </Card>
  );
}

const empty = { problem: null, made: null } as const;

async function sendOne(place: Place, one: Chosen, change: (to: Partial<Chosen>) => void): Promise<void> {
  const query = new URLSearchParams({ day: place.day, kind: one.kind, file_name: one.file.name });
  if (one.hash.trim() !== "") query.set("hash", one.hash.trim());
  change({ share: 0, problem: null });
  try {
    const path = `/v1/wallet-accounts/${place.account}/bill-files?${query}`;
    change({ made: await putFile<BillFile>(path, one.file, (share) => change({ share })), share: 1 });
  } catch (fault) {
    change({ problem: asProblem(fault), share: null });
  }
}

function PlaceFields({ accounts, place, set }: Pick<Props, "accounts" | "place" | "set">) {
  const say = useSay();
  const wallet = useWalletName();
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Field label={say("钱包账户", "Wallet account")}>
        {(id) => (
          <Select
            id={id}
            style={{ display: "flex", minWidth: 240 }}
            value={place.account || null}
            placeholder={say("请选择", "Choose")}
            options={accounts.map((one) => ({ value: one.id, label: `${wallet(one.wallet)} · ${one.title}` }))}
            onChange={(account: string | null) => set({ ...place, account: account ?? "" })}
          />
        )}
      </Field>
      <Field
        label={say("账单日期（上海）", "Day of the bill (Shanghai)")}
        hint={say("有的钱包没有公开的账单格式。", "Of some wallets no form of a bill is known.")}
      >
        {(id) => (
          <Input
            id={id}
            type="date"
            value={place.day}
            onChange={(event) => set({ ...place, day: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

type ChosenProps = { of: Chosen; busy: boolean; change: (to: Partial<Chosen>) => void; drop: () => void };

function ChosenFile({ of, busy, change, drop }: ChosenProps) {
  const say = useSay();
  const kind = useKindName();
  const fixed = busy || of.made !== null;
  return (
    <div className="stack" style={{ gap: 6, borderTop: "1px solid var(--line)", paddingTop: 8 }}>
      <div className="row">
        <strong style={{ overflowWrap: "anywhere" }}>{of.file.name}</strong>
        <Select
          size="small"
          style={{ minWidth: 150 }}
          aria-label={say(`${of.file.name} 的账单种类`, `Kind of bill: ${of.file.name}`)}
          disabled={fixed}
          value={of.kind}
          options={billKinds.map((value) => ({ value, label: kind(value) }))}
          onChange={(value: BillKind) => change({ kind: value })}
        />
        <Input
          size="small"
          style={{ width: 220 }}
          disabled={fixed}
          aria-label={say(`${of.file.name} 的 SHA-1（可不填）`, `SHA-1 of ${of.file.name}, if told`)}
          placeholder={say("钱包给出的 SHA-1（可不填）", "SHA-1 that the wallet told, if any")}
          value={of.hash}
          onChange={(event) => change({ hash: event.target.value })}
        />
        {fixed ? null : (
          <Button size="small" onClick={drop}>
            {say("移除", "Leave out")}
          </Button>
        )}
      </div>
      {of.share === null ? null : (
        <Progress
          percent={Math.round(of.share * 100)}
          status={of.made ? "success" : "active"}
          aria-label={say(`${of.file.name} 上传进度`, `How far ${of.file.name} is`)}
        />
      )}
      {of.share === 1 && of.made === null ? <span className="soft">{say("正在校验…", "Being read…")}</span> : null}
      {of.made ? <FileSays of={of.made} /> : null}
      {of.problem ? <ProblemNote problem={of.problem} /> : null}
    </div>
  );
}

/** A file as it was read: rows, sums, period, account. */
export function FileSays({ of }: { of: BillFile }) {
  const say = useSay();
  const says = useFileSays();
  const lines = says(of, (minor) => moneyText({ currency: "CNY", minor }));
  return (
    <div className="row">
      {lines.map((text) => (
        <span key={text}>{text}</span>
      ))}
      {of.account_named === null ? (
        <Chip tone="warning">{say("此种文件不写明账户", "Such a file names no account")}</Chip>
      ) : (
        <span className="mono">{say(`账户 ${of.account_named}`, `account ${of.account_named}`)}</span>
      )}
    </div>
  );
}
