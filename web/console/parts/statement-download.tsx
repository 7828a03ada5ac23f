/** @jsxImportSource react */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Card, Select } from "antd";
import { useState } from "react";
import { useSay } from "../lib/language.tsx";
import type { Balance, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { WalletName } from "./wallets.tsx";

type Pair = readonly [string, string];

const accounts: Readonly<Record<string, Pair>> = {
  all: ["全部科目", "Every account"],
  balance: ["店铺余额", "Store balance"],
  ads_held: ["广告预留款", "Set aside for advertisements"],
  escrow: ["担保款", "Escrow"],
  vouchers_due: ["待核销券款", "Owed for vouchers"],
  refunds_due: ["待退款", "Refunds due"],
  withdrawals_due: ["提现中", "Withdrawals due"],
  advances: ["平台垫款", "Advances owed"],
  commission: ["平台佣金", "Commission"],
  wallet_fees: ["钱包手续费", "The wallet's fees"],
};
const forms: Readonly<Record<string, Pair>> = {
  ledger: ["本系统格式", "The house's own columns"],
  wechatpay: ["微信支付资金账单格式", "WeChat Pay's columns"],
  alipay: ["支付宝账务明细格式", "Alipay's columns"],
};

const encodings: Readonly<Record<string, Pair>> = { "utf-8": ["UTF-8 编码", "UTF-8"], gbk: ["GBK 编码", "GBK"] };

/** A statement as a file: which wallet account, which account of the book, in whose columns, over how many days. */
export function StatementDownload({ store }: { store: string }) {
  const say = useSay();
  const balances = useLoad<List<Balance>>(`/v1/stores/${store}/balances`);
  const joined = useLoad<List<{ wallet: string; wallet_account: string }>>(`/v1/stores/${store}/activations`);
  const places = balances.data?.data.map((one) => one.wallet_account) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [form, setForm] = useState("ledger");
  const [of, setOf] = useState("all");
  const [encoding, setEncoding] = useState("utf-8");
  const place = chosen ?? places[0];
  if (place === undefined) return null;
  const named = (account: string) => {
    const wallet = joined.data?.data.find((one) => one.wallet_account === account)?.wallet;
    return wallet === undefined ? account : <WalletName id={wallet} />;
  };
  const said = (words: Readonly<Record<string, Pair>>) =>
    Object.entries(words).map(([value, pair]) => ({ value, label: say(...pair) }));
  // A wallet's own columns have one account.
  const choices = said(accounts).filter(({ value }) => form === "ledger" || value !== "all");
  const account = form !== "ledger" && of === "all" ? "balance" : of;
  return (
    <Card>
      <div className="row" style={{ flexWrap: "wrap", gap: 12 }}>
        <Select
          aria-label={say("钱包账户", "Wallet account")}
          value={place}
          onChange={setChosen}
          options={places.map((value) => ({ value, label: named(value) }))}
          style={{ minWidth: 140 }}
        />
        <Select
          aria-label={say("科目", "Account")}
          value={account}
          onChange={setOf}
          options={choices}
          style={{ minWidth: 140 }}
        />
        <Select
          aria-label={say("格式", "Columns")}
          value={form}
          onChange={setForm}
          options={said(forms)}
          style={{ minWidth: 210 }}
        />
        <Select
          aria-label={say("编码", "Encoding")}
          value={encoding}
          onChange={setEncoding}
          options={said(encodings)}
          style={{ minWidth: 130 }}
        />
        <Button
          icon={<DownloadOutlined />}
          href={`/v1/stores/${store}/statements/${place}?of=${account}&form=${form}&encoding=${encoding}`}
        >
          {say("下载近三十天对账单", "Download the last 30 days")}
        </Button>
      </div>
    </Card>
  );
}
