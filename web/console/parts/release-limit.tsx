/** @jsxImportSource react */
import { Card, Descriptions } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { ReleaseLimit } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Shown } from "./states.tsx";

/** When a paid order's money is released by itself, from what that counts and since when. */
export function ReleaseLimitCard({ order }: { order: string }) {
  const say = useSay();
  const limit = useLoad<ReleaseLimit>(`/v1/orders/${order}/release-limit`);
  return (
    <Card>
      <h2>{say("担保与放款期限", "Escrow and its time limit")}</h2>
      <Shown of={limit} rows={1}>
        {(found) => <Facts limit={found} />}
      </Shown>
    </Card>
  );
}

function Facts({ limit }: { limit: ReleaseLimit }) {
  const say = useSay();
  const { instant } = useFormats();
  const from = {
    payment: say("付款", "its payment"),
    shipment: say("全部发货", "when all of it was sent"),
    delivery: say("全部签收", "when all of it was signed for"),
  }[limit.counts_from];
  const why = [
    ...(limit.extended ? [say("买家已延长一次", "made longer by the buyer")] : []),
    ...(limit.ended_by_wallet ? [say("钱包保管期在先", "cut short: the wallet lets go the day after")] : []),
  ];
  const ends = limit.release_at
    ? [instant(limit.release_at), ...why].join(say("，", ", "))
    : say("发货前不会自动放款", "not before it is sent");
  const late = limit.ship_by
    ? [{ key: "by", label: say("应在此前发货", "To be sent by"), children: instant(limit.ship_by) }]
    : [];
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2, lg: 4 }}
      items={[
        {
          ...{ key: "at", label: say("自动放款", "Released by itself") },
          children: limit.released ? say("已放款", "released already") : ends,
        },
        { key: "from", label: say("起算于", "Counted from"), children: from },
        { key: "since", label: say("起算时间", "Since"), children: instant(limit.counted_since) },
        ...late,
        { key: "sent", label: say("全部发货", "All sent"), children: instant(limit.shipped_at) },
        { key: "signed", label: say("全部签收", "All signed for"), children: instant(limit.delivered_at) },
      ]}
    />
  );
}
