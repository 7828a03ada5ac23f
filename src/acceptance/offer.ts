import type { Money } from "#money";
import { type KnownPair, lateReason } from "./pairs.ts";
import type { AcceptanceNeeds, AcceptanceReason } from "./types.ts";

export type ThroughOffer = { via: string | null; reasons: readonly AcceptanceReason[] };

/**
 * Through which wallet that the store takes by code another wallet's user may pay there; where none accepts it, why
 * not, wallet by wallet. `takes`: whether the store takes a wallet itself.
 */
export function offerThrough(
  needs: Pick<AcceptanceNeeds, "permit" | "titleOf">,
  pairs: readonly KnownPair[],
  asked: {
    issuer: string;
    store: string;
    amount: Money;
    /** shown: by the store's code. scan: by the code that the payer shows to its till. */
    method: "shown" | "scan";
    payer?: string;
    takes(wallet: string): boolean;
  },
): ThroughOffer {
  const { takes, ...what } = asked;
  const { issuer, method } = what;
  const reasons: AcceptanceReason[] = [];
  for (const { acquirer, late } of pairs.filter((pair) => pair.issuer === issuer && takes(pair.acquirer))) {
    const permit = needs.permit({ ...what, acquirer });
    if (permit.open && late) reasons.push(lateReason(needs, { acquirer, issuer }));
    else if (permit.open) return { via: acquirer, reasons: [] };
    const [theirs, ours] = [needs.titleOf(acquirer), needs.titleOf(issuer)];
    const [why] = permit.reasons;
    if (theirs && ours && why) reasons.push(notAccepted(theirs, ours, why, method));
  }
  return { via: null, reasons };
}

function notAccepted(
  acquirer: { zh: string; en: string },
  issuer: { zh: string; en: string },
  why: AcceptanceReason,
  method: "shown" | "scan",
): AcceptanceReason {
  // The opening stands between two wallets: the words about a marketplace's openings would name the wrong wall.
  const shut = why.code === "not_opened" || why.code === "withdrawn";
  const [zh, en] =
    method === "shown"
      ? [`这是${acquirer.zh}的收款码`, `This is a code of ${acquirer.en}`]
      : [`本店由${acquirer.zh}收款`, `This till takes ${acquirer.en}`];
  return {
    code: "not_accepted",
    zh: shut ? `${zh}，${acquirer.zh}与${issuer.zh}尚未互认。` : `${zh}，暂不能用${issuer.zh}支付：${why.zh}`,
    en: shut ? `${en}, which does not accept ${issuer.en} yet.` : `${en}; ${issuer.en} cannot pay by it now: ${why.en}`,
  };
}
