/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Voucher } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { usePartyName, voucherStates } from "./agreement-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { ListTable } from "./list-table.tsx";
import { Amount, Ident } from "./states.tsx";

/** Vouchers that were bought here and are redeemed at a partner's tills, the newest first; no code stands here. */
export function AgreementVouchers({ agreement }: { agreement: string }) {
  const say = useSay();
  const formats = useFormats();
  const party = usePartyName();
  const vouchers = usePages<Voucher>(`/v1/agreements/${agreement}/vouchers`);
  const ended = (one: Voucher) => {
    if (one.redeemed_at !== null)
      return (
        <>
          {formats.short(one.redeemed_at)}
          {one.till === null ? null : <div className="mono">{one.till}</div>}
        </>
      );
    return one.returned_at === null ? "—" : formats.short(one.returned_at);
  };
  return (
    <section className="stack" aria-labelledby="vouchers">
      <h2 id="vouchers" className="section-head">
        {say("券", "Vouchers")}
      </h2>
      <ListTable<Voucher>
        cards
        of={vouchers}
        label={say("券列表", "List of vouchers")}
        empty={say("还没有发过券", "No voucher yet")}
        hint={say(
          "买家在一个应用买券，到伙伴门店核销：由平台的服务端以 POST /v1/vouchers 发放。",
          "Bought in one app, redeemed at the partner's till: the marketplace's server issues them by POST /v1/vouchers.",
        )}
        rowKey={(one) => one.id}
        columns={[
          {
            title: say("券", "Voucher"),
            render: (_, one) => (
              <>
                {one.title}
                <div>
                  <Ident id={one.id} />
                </div>
              </>
            ),
          },
          { title: say("面值", "Worth"), align: "end", render: (_, one) => <Amount of={one.value} /> },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={voucherStates} /> },
          { title: say("核销方", "Redeemed by"), render: (_, one) => party(one.redeemer) },
          { title: say("发放", "Issued"), render: (_, one) => formats.short(one.issued_at) },
          { title: say("到期", "Good until"), render: (_, one) => formats.day(one.expires_at) },
          { title: say("核销或退回", "Redeemed or returned"), render: (_, one) => ended(one) },
        ]}
      />
    </section>
  );
}
