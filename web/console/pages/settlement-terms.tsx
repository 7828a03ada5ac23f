/** @jsxImportSource react */
import { Alert, Card } from "antd";
import { useState } from "react";
import { get, put } from "../lib/api.ts";
import { rateOf } from "../lib/fee-split.ts";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { percentText } from "../lib/release-days.ts";
import { useMay } from "../lib/session.tsx";
import type { SetSettlementTerms, SettlementTerms } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useMarket } from "../lib/use-market.ts";
import { MarketField } from "../parts/market-field.tsx";
import { ReleasePicture } from "../parts/release-picture.tsx";
import { ReleaseTermsForm, type TypedTerms } from "../parts/release-terms-form.tsx";
import { PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** A marketplace's money rules: when a paid order's money becomes the store's, and what is kept of it. */
export default function SettlementTermsPage() {
  const say = useSay();
  const market = useMarket();
  const path = market.market === null ? null : `/v1/marketplaces/${market.market}/settlement-terms`;
  const terms = useLoad<SettlementTerms>(path);
  return (
    <>
      <PageHead
        title={say("结算规则", "Settlement rules")}
        lead={say(
          "买家付款后款项先在担保中；何时成为店铺的余额、平台扣多少佣金，由这里决定。",
          "What a buyer paid lies in escrow first. These rules say when it becomes the store's, and what commission is taken.",
        )}
      />
      <div className="stack">
        <div className="terms-market">
          <MarketField of={market} />
        </div>
        <Shown of={terms}>
          {(held) => <Rules key={`${held.marketplace} ${held.starts_at}`} held={held} reload={terms.reload} />}
        </Shown>
      </div>
    </>
  );
}

const typedOf = (held: SettlementTerms): TypedTerms => ({ ...held, commission: percentText(held.commission_bp) });

/**
 * What was typed over what was held. `now`: as it stands at this moment, for what was left alone but has to be named:
 * what somebody else set meanwhile stays. Null: something cannot be read.
 */
function changesOf(held: SettlementTerms, typed: TypedTerms, now = held): SetSettlementTerms | null {
  const commission_bp = rateOf(typed.commission);
  if (commission_bp === null) return null;
  const { release_after_days, release_from, ship_within_days, release_after_delivery_days } = typed;
  return {
    release_after_days: release_after_days === held.release_after_days ? now.release_after_days : release_after_days,
    commission_bp: commission_bp === held.commission_bp ? now.commission_bp : commission_bp,
    ...(release_from === held.release_from ? {} : { release_from }),
    ...(ship_within_days === held.ship_within_days ? {} : { ship_within_days }),
    ...(release_after_delivery_days === held.release_after_delivery_days ? {} : { release_after_delivery_days }),
  };
}

function Rules({ held, reload }: { held: SettlementTerms; reload: () => unknown }) {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("directory:write");
  const [typed, setTyped] = useState(() => typedOf(held));
  const next = changesOf(held, typed);
  const same =
    next !== null && Object.entries(next).every(([name, value]) => held[name as keyof typeof held] === value);
  return (
    <div className="two">
      <Card>
        <h2>{say("规则", "The rules")}</h2>
        <p className="soft">
          {held.starts_at === null
            ? say("从未设置，现为默认值。", "Never set: these are the defaults.")
            : say(`自 ${formats.instant(held.starts_at)} 起`, `Since ${formats.instant(held.starts_at)}`)}
        </p>
        <ReleaseTermsForm typed={typed} change={(to) => setTyped({ ...typed, ...to })} disabled={!may} />
        {may ? (
          <div className="row" style={{ marginTop: 16 }}>
            <Deed
              primary
              why={false}
              disabled={next === null || same}
              label={say("保存规则", "Save the rules")}
              title={say("此后付款的订单适用新规则", "What is paid from now on goes by the new rules")}
              says={<Changes held={held} next={next} />}
              act={async () => {
                const path = `/v1/marketplaces/${held.marketplace}/settlement-terms`;
                const asked = changesOf(held, typed, await get<SettlementTerms>(path));
                if (asked) await put(path, asked);
              }}
              done={reload}
            />
          </div>
        ) : (
          <p className="soft">{say("由运营设置。", "Set by operators.")}</p>
        )}
      </Card>
      <Card>
        <h2>{say("何时放款", "When it is released")}</h2>
        <ReleasePicture terms={typed} />
        <CommissionExample basis={rateOf(typed.commission)} />
        <Alert
          type="info"
          title={say(
            "买家可确认收货立即放款，可延长一次；有纠纷时不放款；钱包自己的保管期先到时以其为准。",
            "The buyer may release at once or make it longer once; a dispute holds it; a wallet's own limit may end it sooner.",
          )}
        />
      </Card>
    </div>
  );
}

/** What a hundred yuan become, before the wallet's own fee. */
function CommissionExample({ basis }: { basis: number | null }) {
  const say = useSay();
  if (basis === null) return null;
  const yuan = (minor: number): string => moneyText({ currency: "CNY", minor: `${minor}` });
  const [kept, rest] = [yuan(basis), yuan(10_000 - basis)];
  return (
    <p>
      {say(
        `例：订单 ¥100.00，平台佣金 ${kept}，店铺得 ${rest}（钱包手续费另计）。`,
        `For example, of ¥100.00 the marketplace takes ${kept} and the store gets ${rest}, less the wallet's fee.`,
      )}
    </p>
  );
}

/** What would change, line by line, before it does. */
function Changes({ held, next }: { held: SettlementTerms; next: SetSettlementTerms | null }) {
  const say = useSay();
  const from = { payment: say("付款", "the payment"), shipment: say("全部发货", "the shipment") };
  const days = (value: number | null): string =>
    value === null ? say("不提前", "no sooner") : say(`${value} 天`, `${value} days`);
  const to = { ...held, ...next };
  const lines = [
    [say("起算", "Counts from"), from[held.release_from], from[to.release_from]],
    [say("自动放款", "Released after"), days(held.release_after_days), days(to.release_after_days)],
    [say("应发货", "Sent within"), days(held.ship_within_days), days(to.ship_within_days)],
    [
      say("签收后", "After the signature"),
      days(held.release_after_delivery_days),
      days(to.release_after_delivery_days),
    ],
    [say("佣金", "Commission"), `${percentText(held.commission_bp)} %`, `${percentText(to.commission_bp)} %`],
  ].filter(([, before, after]) => before !== after);
  return (
    <div className="stack tight">
      <ul>
        {lines.map(([name, before, after]) => (
          <li key={name}>
            {name}
            {say("：", ": ")}
            {before} → <strong>{after}</strong>
          </li>
        ))}
      </ul>
      <p className="soft">
        {say(
          "已付款的订单仍按付款时的规则。修改记入审计。",
          "What was paid before keeps the rules of its instant. The change stands in the audit.",
        )}
      </p>
    </div>
  );
}
