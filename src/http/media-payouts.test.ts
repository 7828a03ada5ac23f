import { expect, test } from "vitest";
import { fakeCampaigns } from "./test-rig/hosts.ts";
import { as, id, openRig, people } from "./test-rig/index.ts";

const said = { paid: true, reference: "B-1" };
const url = `/v1/media-payouts/${id("mpo", 1)}/outcome/confirm`;

/** The route over a payout of which somebody told something, or nobody. */
async function rigOf(teller: string | null) {
  const campaigns = fakeCampaigns();
  const given: unknown[] = [];
  const asked: string[] = [];
  const rig = await openRig({
    parts: {
      campaigns: {
        ...campaigns,
        async getPayout(one) {
          const payout = await campaigns.getPayout(one);
          return payout && { ...payout, told: teller === null ? null : { ...said, by: teller, at: payout.asked_at } };
        },
        confirmTold(by, one, word) {
          given.push(word);
          return campaigns.confirmTold(by, one, word);
        },
      },
      mayApprove(_caller, _marketplace, proposer) {
        asked.push(proposer);
        return proposer === id("per", 8) ? { ok: false, detail: { why: "not_an_approver" } } : { ok: true };
      },
    },
  });
  const confirm = async () =>
    (await rig.app.inject({ method: "POST", url, headers: as(people.east), payload: said })).json();
  return { rig, given, asked, confirm };
}

test("while nobody told what the bank answered there is nothing to say the same of, whoever asks", async () => {
  const { rig, given, confirm } = await rigOf(null);
  expect((await confirm()).code).toBe("payout_wrong_state");
  expect(given).toEqual([]);
  await rig.app.close();
});

test("the guard is asked about whoever told, and the room is handed that very name", async () => {
  const good = await rigOf(id("per", 7));
  expect((await good.confirm()).state).toBe("paid");
  expect([good.asked, good.given]).toEqual([[id("per", 7)], [{ ...said, toldBy: id("per", 7) }]]);
  await good.rig.app.close();
  const { rig, given, confirm } = await rigOf(id("per", 8));
  expect((await confirm()).code).toBe("second_person_needed");
  expect(given).toEqual([]);
  await rig.app.close();
});
