import type { AgreementsParts } from "#agreements";
import type { Directory } from "#directory";
import { decide, type Openings } from "#openings";

const shut = ["withdrawn", "paused"];

/**
 * What vouchers ask of the openings and of the directory. Where there ever was an opening for vouchers with the partner
 * decide() has the word. Where there was none the agreement is the permission, until everything that was opened with
 * the partner is withdrawn or paused: whoever shuts a partner out in one act sells no more of its vouchers either.
 */
export function voucherPermit(
  { snapshot }: Pick<Directory, "snapshot">,
  openings: Pick<Openings, "programmesFor">,
): Pick<AgreementsParts, "permit" | "marketplaceOf"> {
  return {
    marketplaceOf: (store) => snapshot.store(store)?.marketplace ?? null,
    permit({ marketplace, partner, store }, now) {
      const programmes = openings.programmesFor(marketplace);
      if (programmes.at("voucher", partner) === null) {
        const places = programmes.places.filter((one) => one.partner === partner);
        const known = places.flatMap((one) => programmes.at(one.capability, partner)?.known ?? []);
        const open = known.length === 0 || known.some((one) => !shut.includes(one.state));
        return { open, reasons: open ? [] : [{ code: "withdrawn" }] };
      }
      const seller = store === null ? null : snapshot.store(store);
      const { open, reasons } = decide(
        {
          ...{ marketplace, store: store ?? "", capability: "voucher", partner, method: "sell", amount: null },
          ...{ buyer: {}, standing: "ready", health: "well" },
          storeFacts: { tags: seller?.tags ?? {}, signedUpAt: null },
        },
        programmes,
        now,
      );
      return { open, reasons };
    },
  };
}
