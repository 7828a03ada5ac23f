/** @jsxImportSource react */
import { Button, Modal, Typography } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { MerchantCode } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ListTable } from "../parts/list-table.tsx";
import { NewCode } from "../parts/new-code.tsx";
import { QrPicture } from "../parts/qr-picture.tsx";
import { Amount, Chip, PageHead } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** The store's codes for the counter: made, looked at, printed, switched off. */
export default function Codes() {
  const say = useSay();
  const formats = useFormats();
  const may = useMay();
  const { store } = useWho();
  const codes = usePages<MerchantCode>(`/v1/stores/${store}/merchant-codes`);
  const [shown, setShown] = useState<MerchantCode | null>(null);
  return (
    <>
      <PageHead
        title={say("收款码", "Codes")}
        lead={say(
          "一个码，各家钱包都能扫。打印出来放在柜台，不用时随时停用。",
          "One code that any wallet's app scans. Print it for the counter; switch it off whenever you like.",
        )}
      >
        {may("checkouts:write") ? <NewCode store={store ?? ""} done={codes.reload} /> : null}
      </PageHead>
      <ListTable<MerchantCode>
        of={codes}
        label={say("收款码列表", "Codes")}
        empty={say("还没有收款码", "No code yet")}
        hint={say("新建一个，打印后贴在柜台。", "Make one, print it, and put it on the counter.")}
        rowKey={(one) => one.id}
        cards
        columns={[
          {
            title: say("名称", "Name"),
            render: (_, one) => (
              <Button type="link" size="small" onClick={() => setShown(one)}>
                {one.title}
              </Button>
            ),
          },
          {
            title: say("金额", "Amount"),
            align: "end",
            render: (_, one) =>
              one.amount ? <Amount of={one.amount} /> : <span className="soft">{say("顾客填写", "Payer enters")}</span>,
          },
          { title: say("状态", "State"), render: (_, one) => <CodeState state={one.state} /> },
          { title: say("生成", "Made"), render: (_, one) => formats.short(one.created_at) },
          {
            title: say("操作", "Actions"),
            render: (_, one) => (
              <div className="row">
                <Button size="small" onClick={() => setShown(one)}>
                  {say("查看", "Show")}
                </Button>
                {one.state === "active" && may("checkouts:write") ? <SwitchOff code={one} done={codes.reload} /> : null}
              </div>
            ),
          },
        ]}
      />
      <Shown code={shown} close={() => setShown(null)} />
    </>
  );
}

function CodeState({ state }: Pick<MerchantCode, "state">) {
  const say = useSay();
  return state === "active" ? (
    <Chip tone="success">{say("使用中", "In use")}</Chip>
  ) : (
    <Chip>{say("已停用", "Switched off")}</Chip>
  );
}

function SwitchOff({ code, done }: { code: MerchantCode; done: () => void }) {
  const say = useSay();
  return (
    <Deed
      danger
      size="small"
      why={false}
      label={say("停用", "Switch off")}
      title={say(`停用「${code.title}」`, `Switch off "${code.title}"`)}
      says={say(
        "立即生效，且不能恢复：扫到它的人会看到“已停用”。已开始的付款照常完成。",
        "At once, and for good: whoever scans it is told so. Payments that were begun end as usual.",
      )}
      act={(_, key) => post(`/v1/merchant-codes/${code.id}/revoke`, {}, key)}
      done={done}
    />
  );
}

/** The code itself, both of its texts, and the sheet for the counter. */
function Shown({ code, close }: { code: MerchantCode | null; close: () => void }) {
  const say = useSay();
  const { language } = useLooks();
  const sheet = (format: "svg" | "pdf") =>
    `/v1/merchant-codes/${code?.id}/sheet?format=${format}&language=${language === "zh-CN" ? "zh" : "en"}`;
  return (
    <Modal open={code !== null} title={code?.title} footer={null} onCancel={close} destroyOnHidden>
      {code === null ? null : (
        <div className="stack">
          <div style={{ textAlign: "center" }}>
            <QrPicture text={code.url} label={say("收款码", "The code")} />
          </div>
          <div>
            <div className="soft">{say("地址（各家钱包扫码打开）", "Address, which any wallet's app opens")}</div>
            <Typography.Text copyable code className="mono" style={{ overflowWrap: "anywhere" }}>
              {code.url}
            </Typography.Text>
          </div>
          <div>
            <div className="soft">
              {say("EMV 文本（供读取 EMV 码的应用）", "EMV text, for apps that read EMV codes")}
            </div>
            <Typography.Text copyable code className="mono" style={{ overflowWrap: "anywhere" }}>
              {code.emv}
            </Typography.Text>
          </div>
          {code.state === "active" ? (
            <div className="row">
              <Button type="primary" href={sheet("pdf")} target="_blank" rel="noreferrer">
                {say("打印台卡（PDF）", "Print the sheet (PDF)")}
              </Button>
              <Button href={sheet("svg")} target="_blank" rel="noreferrer">
                {say("台卡（SVG）", "Sheet (SVG)")}
              </Button>
            </div>
          ) : (
            <p>{say("此码已停用，不能再收款。", "This code is switched off: nobody can pay by it.")}</p>
          )}
        </div>
      )}
    </Modal>
  );
}
