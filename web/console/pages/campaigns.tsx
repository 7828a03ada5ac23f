/** @jsxImportSource react */
import { Button, type TableColumnsType } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go, Link } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Campaign } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { BudgetBar } from "../parts/budget-bar.tsx";
import { campaignStates, pricingWords } from "../parts/campaign-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { PageHead } from "../parts/states.tsx";

/** The campaign desk: a marketplace's campaigns, or those that a store pays itself. */
export default function Campaigns() {
  const say = useSay();
  const columns = useColumns();
  const { store } = useWho();
  const may = useMay();
  const campaigns = usePages<Campaign>("/v1/campaigns?limit=50");
  const compose = store === null ? may("openings:write") : may("withdrawals:write");
  return (
    <>
      <PageHead
        title={say("广告活动", "Campaigns")}
        lead={
          store === null
            ? say(
                "在其他应用里的广告：点击、归因、账单与付款。",
                "Advertisements in other apps: clicks, credit, bills, payouts.",
              )
            : say(
                "由本店余额支付的广告活动；总预算即时预留。",
                "Campaigns that this store pays; the total is set aside at once.",
              )
        }
      >
        {compose ? (
          <Button type="primary" onClick={() => go("/console/campaigns/new")}>
            {say("新建活动", "New campaign")}
          </Button>
        ) : null}
      </PageHead>
      <ListTable<Campaign>
        cards
        of={campaigns}
        label={say("广告活动列表", "Campaigns")}
        empty={say("还没有广告活动", "No campaigns yet")}
        hint={say("新建后，这里会显示预算与进度。", "A new one shows its budget here.")}
        rowKey={(one) => one.id}
        columns={columns}
      />
    </>
  );
}

function useColumns(): TableColumnsType<Campaign> {
  const say = useSay();
  const partner = usePartnerName();
  const words = useWords();
  const formats = useFormats();
  return [
    {
      title: say("活动", "Campaign"),
      render: (_, one) => <Link href={`/console/campaigns/${one.id}`}>{words(one.name)}</Link>,
    },
    { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={campaignStates} /> },
    {
      title: say("宿主应用", "Host apps"),
      render: (_, one) => [...new Set(one.placements.map((place) => place.host))].map(partner).join(say("、", ", ")),
    },
    {
      title: say("计费", "Pricing"),
      render: (_, one) => say(...(pricingWords[one.pricing] ?? [one.pricing, one.pricing])),
    },
    {
      title: say("预算", "Budget"),
      width: 260,
      render: (_, one) => (
        <div style={{ minWidth: "min(220px, 100%)" }}>
          <BudgetBar of={one.budget} />
        </div>
      ),
    },
    {
      title: say("付款方", "Paid by"),
      render: (_, one) => (one.payer ? say("店铺", "The store") : say("平台", "The marketplace")),
    },
    { title: say("开始", "From"), render: (_, one) => formats.short(one.starts_at) },
  ];
}
