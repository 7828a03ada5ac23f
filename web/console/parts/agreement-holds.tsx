/** @jsxImportSource react */
import { Alert, Card } from "antd";
import type { ReactNode } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { daysLeft } from "../lib/term.ts";
import type { Agreement, AgreementHolds } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useTermDays } from "../lib/use-term-days.ts";
import { useCapabilityName } from "./opening-words.ts";
import { usePartnerName } from "./partner-names.ts";
import { Chip, Empty, Shown, StateTag } from "./states.tsx";

/** What lives on an agreement, and what becomes of each when it ends. */
export function AgreementHoldsCard({ of }: { of: Agreement }) {
  const say = useSay();
  const holds = useLoad<AgreementHolds>(`/v1/agreements/${of.id}/holds`);
  return (
    <Card>
      <h2>{say("什么以它为前提", "What hangs on it")}</h2>
      <When of={of} />
      <Shown of={holds}>{(found) => <Holds of={found} />}</Shown>
    </Card>
  );
}

/** When all of it stops. */
function When({ of }: { of: Agreement }) {
  const say = useSay();
  const days = useTermDays();
  const left = daysLeft(of, Date.now());
  if (of.state === "lapsed")
    return (
      <Alert
        type="warning"
        showIcon
        title={say("协议已终止，以下内容已停止或暂停", "It is over: what is below has stopped or is paused")}
      />
    );
  if (of.ends_at === null || of.state !== "in_force" || left === null) return null;
  const near = left <= of.notice_days;
  return (
    <Alert
      type={near ? "warning" : "info"}
      showIcon
      title={say(
        `如不续签，以下内容将于 ${days.last(of.ends_at)} 之后停止（还有 ${left} 天）`,
        `Unless it is renewed, what is below stops after ${days.last(of.ends_at)}, ${left === 1 ? "within a day" : `in ${left} days`}`,
      )}
    />
  );
}

function Line({ what, children, then }: { what: ReactNode; children: ReactNode; then: string }) {
  return (
    <li>
      <div className="row">
        {what} {children}
      </div>
      <div className="soft">{then}</div>
    </li>
  );
}

function Holds({ of }: { of: AgreementHolds }) {
  const say = useSay();
  const { issued, redeemed, expired, refunded } = of.vouchers;
  const vouchers = issued + redeemed + expired + refunded;
  if (of.openings.length + of.grants.length + of.contracts.length + vouchers === 0)
    return (
      <Empty
        title={say("还没有什么以它为前提", "Nothing hangs on it yet")}
        hint={say(
          "新建开放计划时在“前提”中选它，或在授权接口、订立数据合同、发券时注明它。",
          "Name it among an opening's prerequisites, or when an interface is granted, a contract made or a voucher issued.",
        )}
      />
    );
  return (
    <ul className="hold-list">
      {of.openings.map((one) => (
        <OpeningLine key={one.id} of={one} />
      ))}
      {of.grants.map((one) => (
        <GrantLine key={one.id} of={one} />
      ))}
      {of.contracts.map((one) => (
        <ContractLine key={one.id} of={one} />
      ))}
      {vouchers === 0 ? null : (
        <Line
          what={<Chip>{say("券", "Vouchers")}</Chip>}
          then={say(
            "终止时：不能再发；已发的券至各自到期仍可核销。",
            "At its end: no more are issued; those that are out stay good until their own day.",
          )}
        >
          {say(
            `待核销 ${issued}，已核销 ${redeemed}，已过期 ${expired}，已退 ${refunded}`,
            `${issued} to be redeemed, ${redeemed} redeemed, ${expired} expired, ${refunded} refunded`,
          )}
        </Line>
      )}
    </ul>
  );
}

function OpeningLine({ of }: { of: AgreementHolds["openings"][number] }) {
  const say = useSay();
  const words = useWords();
  const capability = useCapabilityName();
  const partner = usePartnerName();
  return (
    <Line
      what={<Chip>{say("开放计划", "Opening")}</Chip>}
      then={say("终止时：通知并暂停，由人恢复。", "At its end: told and paused; a person resumes it.")}
    >
      <Link href={`/console/openings/${of.id}`}>
        {capability(of.capability)} · {partner(of.partner)}
      </Link>
      <StateTag state={of.state} />
      <span className="soft">{words(of.terms)}</span>
    </Line>
  );
}

function GrantLine({ of }: { of: AgreementHolds["grants"][number] }) {
  const say = useSay();
  const partner = usePartnerName();
  return (
    <Line
      what={<Chip>{say("接口授权", "Interface")}</Chip>}
      then={say("终止时：即刻停止；续签后自动恢复。", "At its end: stops at once; goes on when it is renewed.")}
    >
      <span>
        {partner(of.partner)} · <span className="mono">{of.api}</span>
      </span>
      {of.cut ? (
        <Chip tone="error">{say("已切断", "Cut off")}</Chip>
      ) : (
        <Chip tone="success">{say("授权中", "Granted")}</Chip>
      )}
      <span className="soft">{of.fields.join("、")}</span>
    </Line>
  );
}

function ContractLine({ of }: { of: AgreementHolds["contracts"][number] }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <Line
      what={<Chip>{say("数据合同", "Data contract")}</Chip>}
      then={say(
        `终止时：不再准许新的运行；合同自身至 ${formats.day(of.ends_at)}。`,
        `At its end: no new run is let in; the contract itself goes until ${formats.day(of.ends_at)}.`,
      )}
    >
      <Link href={`/console/alliance/${of.id}`}>{of.title}</Link>
    </Line>
  );
}
