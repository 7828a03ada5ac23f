/** @jsxImportSource react */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { WalletCall } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { Chip, Empty, Ident, Shown } from "./states.tsx";
import { WireBody } from "./wire-body.tsx";
import { actWords, faultWords, verdictWords } from "./wire-words.ts";

type Of = { kind: "payments" | "refunds"; id: string };

/** Whether whoever looks is shown it: a store is not, as the API says. */
export function useSeesWire(): boolean {
  return useWho().store === null;
}

/** Opens what went over the wire with the wallet, beside the page. */
export function WireCalls({ kind, id }: Of) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const title = say("与钱包往来的报文", "Calls to the wallet and its notices");
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-label={say(`报文 ${id.slice(-8)}`, `Wire ${id.slice(-8)}`)}
        onClick={() => setOpen(true)}
      >
        {say("报文", "Wire")}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={760} title={title} destroyOnHidden>
        <Calls kind={kind} id={id} />
      </Drawer>
    </>
  );
}

function Calls({ kind, id }: Of) {
  const say = useSay();
  const calls = usePages<WalletCall>(`/v1/${kind}/${id}/calls?limit=20`);
  return (
    <div className="stack">
      <p className="soft">
        <Ident id={id} />{" "}
        {say(
          "最新的在前，限期保存。只显示清单所列字段；签名、密钥、付款码与付款人信息从不留存。",
          "Newest first, kept for a limited time. Only listed fields are shown; signatures, keys, payers' codes and what " +
            "is about the payer are never kept.",
        )}
      </p>
      <Shown of={calls}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={say("没有留存的报文", "Nothing is kept")}
              hint={say("可能尚未与钱包往来，或已过保存期。", "The wallet was not called, or it is too long ago.")}
            />
          ) : (
            <>
              {rows.map((one, n) => (
                <CallRow key={one.id} call={one} open={n === 0} />
              ))}
              {calls.more ? <Button onClick={calls.more}>{say("再看一些", "Show more")}</Button> : null}
            </>
          )
        }
      </Shown>
    </div>
  );
}

function CallRow({ call, open }: { call: WalletCall; open: boolean }) {
  const say = useSay();
  const { instant } = useFormats();
  const act = actWords[call.act] ?? ([call.act, call.act] as const);
  const verdict = call.verdict === null ? null : verdictWords[call.verdict];
  const answer =
    call.status === null ? say(...(faultWords[call.fault ?? ""] ?? [`${call.fault}`, `${call.fault}`])) : call.status;
  const way = call.direction === "out" ? say("我方 → 钱包", "house → wallet") : say("钱包 → 我方", "wallet → house");
  const [asked, answered] =
    call.direction === "out"
      ? [say("我方请求", "Our request"), say("钱包应答", "The wallet's answer")]
      : [say("钱包通知", "The notice"), say("我方应答", "Our answer")];
  return (
    <details className="wire-call" open={open}>
      <summary>
        <span className="wire-when">{`${instant(call.at)}.${call.at.slice(20, 23)}`}</span>
        <strong>{say(...act)}</strong>
        <span className="soft">{way}</span>
        <span className="mono">{answer}</span>
        <span className="soft">{`${call.took_ms} ms`}</span>
        {call.verdict === null ? null : (
          <Chip tone={verdict?.[0] ?? "default"}>{verdict ? say(verdict[1], verdict[2]) : call.verdict}</Chip>
        )}
      </summary>
      <p className="mono wire-path">
        {call.method} {call.path}
      </p>
      {call.why === null ? null : <p className="soft">{call.why}</p>}
      <WireBody title={asked} body={call.request} />
      <WireBody title={answered} body={call.response} />
    </details>
  );
}
