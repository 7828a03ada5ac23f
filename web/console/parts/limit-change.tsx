/** @jsxImportSource react */
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { List, Money, RefundLimitChange, RefundProposal } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useLimitRole } from "./limit-role.ts";

/** Whose limit would become what. */
export function LimitChangeText({ id }: { id: string }) {
  const say = useSay();
  const role = useLimitRole();
  const found = useLoad<List<RefundLimitChange>>("/v1/refund-limit-changes?state=pending");
  const change = found.data?.data.find((one) => one.id === id);
  if (!change) return null;
  const text = (amount: Money | null): string => (amount === null ? say("不限", "no limit") : moneyText(amount));
  return (
    <p>
      <strong>{role(change.role)}</strong> · {say("单笔", "a refund")} {text(change.per_refund)} ·{" "}
      {say("单日", "a day")} {text(change.per_day)}
    </p>
  );
}

/** Which limit a refund that waits is above. */
export function RefundText({ id }: { id: string }) {
  const above = useAboveText();
  const { data } = useLoad<RefundProposal>(`/v1/refund-proposals/${id}`);
  return data ? <p className="soft">{above(data)}</p> : null;
}

export function useAboveText(): (of: RefundProposal) => string {
  const say = useSay();
  return ({ above, limit }) => {
    const texts = {
      per_refund: say(`超过提出人单笔限额 ${moneyText(limit)}`, `above a limit a refund of ${moneyText(limit)}`),
      per_day: say(`超过提出人单日限额 ${moneyText(limit)}`, `above a limit a day of ${moneyText(limit)}`),
      currency: say("提出人有限额，而此币种不在限额内", "of somebody with a limit, in another currency"),
    };
    return texts[above];
  };
}
