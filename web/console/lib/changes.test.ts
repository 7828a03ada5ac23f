import { expect, test } from "vitest";
import { topicOf } from "./changes.ts";

test.each([
  ["/v1/disputes?state=with_person&limit=100", "disputes"],
  ["/v1/disputes/dsp_1/steps", "disputes"],
  ["/v1/refund-proposals?order=ord_1&state=waiting", "orders"],
  ["/v1/cases?state=open", "cases"],
  ["/v1/reconciliation-runs", "breaks"],
  ["/v1/reconciliation-breaks?state=open", "breaks"],
  ["/v1/withdrawals", "withdrawals"],
  ["/v1/stores/sto_1/balances", "balances"],
  ["/v1/stores/sto_1/money-flows", "balances"],
  ["/v1/campaigns/cmp_1/funnel", "campaigns"],
  ["/v1/media-payouts?limit=50", "media_payouts"],
  ["/v1/screen-appeals?limit=50", "screen_appeals"],
  ["/v1/link-blocks", "link_blocks"],
  ["/v1/approvals", "approvals"],
  ["/v1/stores/sto_1/activations", undefined],
  ["/v1/reconciliation-rules", undefined],
])("%s is read anew when something of %s moves", (path, topic) => {
  expect(topicOf(path)).toBe(topic);
});
