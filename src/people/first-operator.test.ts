import { afterEach, beforeEach, expect, test } from "vitest";
import { from, must, openPeople, password } from "./testing/rig.ts";

let house: Awaited<ReturnType<typeof openPeople>>;
beforeEach(async () => {
  house = await openPeople();
});
afterEach(() => house.close());

const take = async (token: string | null, login: string) =>
  must(await house.people.acceptInvitation(token ?? "", { login, password, from })).signedIn;

test("the first approver who is in gets no other link while the operator is still awaited", async () => {
  expect(await house.people.firstOperatorLink()).toMatch(/^iv_/);
  const { session } = await take(await house.people.firstApproverLink(), "approver");
  expect(await house.people.firstApproverLink()).toBeNull();
  // Nor does losing the role send a first link to a person who can sign in: a new one is made.
  await house.db.read("update memberships set ended_at = $2 where person = $1", [session.person, house.now()]);
  const other = await take(await house.people.firstApproverLink(), "another");
  expect(other.session.person).not.toBe(session.person);
  const ways = await house.db.read("select login from credentials where person = $1", [session.person]);
  expect(ways).toEqual([{ login: "approver" }]);
  expect(await house.people.firstOperatorLink()).toMatch(/^iv_/);
});

test("an approver's link that nobody used in time is made anew though the operator is in, for the same person", async () => {
  await take(await house.people.firstOperatorLink(), "operator");
  const late = (await house.people.firstApproverLink()) ?? "";
  house.later(86_400 + 1);
  expect(await house.people.readInvitation(late)).toEqual({ ok: false, fault: "invitation_spent" });
  await take(await house.people.firstApproverLink(), "approver");
  expect(await house.db.read("select distinct person from invitations where kind = 'first' order by 1")).toHaveLength(
    2,
  );
  expect([await house.people.firstOperatorLink(), await house.people.firstApproverLink()]).toEqual([null, null]);
});

test("an approver whom somebody invited counts as long as the role lasts", async () => {
  const { person } = await house.member("approver");
  expect(await house.people.firstApproverLink()).toBeNull();
  await house.db.read("update memberships set ended_at = $2 where person = $1", [person, house.now()]);
  expect(await house.people.firstApproverLink()).toMatch(/^iv_/);
});
