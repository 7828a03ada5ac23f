import { verifyReceipt } from "#openings";
import type { Client } from "./client.ts";
import type { SetClock } from "./clock-dial.ts";
import type { Asked } from "./february.ts";
import type { Store } from "./market.ts";
import { checkOut, payBy, refused, until } from "./pay.ts";
import { ownerOf, type Person } from "./people.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const deadline = "2024-09-05T15:00:00+08:00";
const pastDeadline = "2024-09-05T15:00:00.001+08:00";

type Owner = "a" | "b" | "c" | "d";
export type Owners = Readonly<Record<Owner, Person>>;
type Present = Readonly<Record<Owner, Client>>;
type Four = readonly [Store, Store, Store, Store];

/** The stores of Taobao are asked on 4 September 2024; the ballots are sealed on the afternoon of the 5th. */
export async function storesVote(world: World, step: Step, set: SetClock, asked: Asked): Promise<Owners> {
  const stores = asked.market.stores as Four;
  await set("2024-09-04T09:00:00+08:00");
  const owners = await askStores(world, step, asked);
  await ballots(world, step, asked, await present(owners));
  await set(pastDeadline);
  const nextDay = await present(owners);
  await sealed(world, step, asked, nextDay.d);
  await receipts(step, asked, stores, nextDay);
  return owners;
}

/** All four sign in. */
async function present({ a, b, c, d }: Owners): Promise<Present> {
  return { a: await a.signIn(), b: await b.signIn(), c: await c.signIn(), d: await d.signIn() };
}

async function askStores(world: World, step: Step, { market, opening }: Asked): Promise<Owners> {
  const stores = market.stores as Four;
  return await step(
    {
      zh: "9 月 4 日征求意见：四家店各一票，条款、截止（5 日下午三点）与通过规则先定；销售额 500、300、150、50 元",
      en: "4 Sept: four stores are asked, one ballot each; terms, deadline (the 5th, 15:00) and rule are fixed before",
    },
    async () => {
      for (const [n, amount] of ["500.00", "300.00", "150.00", "50.00"].entries())
        await payBy(world, await checkOut(market, [[stores[n] as Store, amount]]), "alipay");
      const [a, b, c, d] = [
        await ownerOf(world.operator, stores[0].id),
        await ownerOf(world.operator, stores[1].id),
        await ownerOf(world.operator, stores[2].id),
        await ownerOf(world.operator, stores[3].id),
      ];
      const rule = { quorum: 5000, share: 5000, weighting: "stores" } as const;
      await world.operator.consultStores(opening, { why: "story", deadline, rule });
      const owner = await d.signIn();
      const told = async () => (await owner.listNotifications()).find((one) => one.type === "opening.consult");
      const asked = await until(told, (one) => one !== undefined, "store D is told of it");
      same(asked?.subject, opening, "what store D is told of");
      return { a, b, c, d };
    },
  );
}

async function ballots(world: World, step: Step, { market, opening }: Asked, { a, b, c }: Present): Promise<void> {
  const [first, second, third] = market.stores as Four;
  await step(
    {
      zh: "甲店支持，乙店、丙店要求重新评估，各附理由；一店两票被拒，替别家投票被拒",
      en: "A supports, B and C ask to re-evaluate, with reasons; a second ballot, and one for another's store, are refused",
    },
    async () => {
      const support = { choice: "support", reason_code: "more_buyers", reason: "多一种选择" } as const;
      const fees = { choice: "re_evaluate", reason_code: "fees", reason: "费率怎么算？" } as const;
      const risk = { choice: "re_evaluate", reason_code: "disputes", reason: "退款纠纷谁处理？" } as const;
      await a.castBallot(opening, { store: first.id, ...support });
      await b.castBallot(opening, { store: second.id, ...fees });
      await c.castBallot(opening, { store: third.id, ...risk });
      await refused(a.castBallot(opening, { store: first.id, ...support }), "ballot_exists");
      await refused(a.castBallot(opening, { store: second.id, ...support, replaces: 1 }), "not_found");
    },
  );
  await step(
    {
      zh: "乙店改投支持；截止前人人只看到三店已投，看不到结果",
      en: "B changes its ballot to support; before the deadline all that anybody sees is that three have voted",
    },
    async () => {
      const changed = { choice: "support", reason_code: "more_buyers", reason: "问清楚了" } as const;
      const { version } = await b.castBallot(opening, { store: second.id, ...changed, replaces: 1 });
      same(version, 2, "the ballot's version");
      const [open] = await c.readConsultations(opening);
      same(
        [open?.state, open?.stores, open?.cast, open?.tally, open?.root],
        ["open", 4, 3, null, null],
        "what is told",
      );
      await refused(world.operator.decideOpening(opening, "story"), "consultation_under_way");
    },
  );
}

async function sealed(world: World, step: Step, { market, opening }: Asked, late: Client): Promise<void> {
  const store = (market.stores as Four)[3].id;
  await step(
    {
      zh: "9 月 5 日下午三点过一毫秒，丁店才投票：被拒",
      en: "D votes on 5 Sept, a millisecond after 15:00: refused",
    },
    async () => {
      const ballot = { store, choice: "support", reason_code: "more_buyers", reason: "来晚了" } as const;
      await refused(late.castBallot(opening, ballot), "consultation_over");
    },
  );
  await step(
    {
      zh: "结果自行公布：四店三票，2 支持 1 重新评估；按销售额 800 对 150 元（共 1000 元）；附默克尔树根",
      en: "The result is out by itself: 3 of 4 stores, 2 to 1; by turnover 800 to 150 of 1000 yuan; with the tree's root",
    },
    async () => {
      const read = async () => (await late.readConsultations(opening))[0];
      const result = await until(read, (one) => one?.state === "closed", "the house seals the ballots");
      const stores = { electorate: "4", cast: "3", support: "2", re_evaluate: "1" };
      const turnover = { electorate: "100000", cast: "95000", support: "80000", re_evaluate: "15000" };
      same([result?.passed, result?.tally?.stores, result?.tally?.turnover], [true, stores, turnover], "the tally");
      const reasons = result?.tally?.reasons.map((one) => `${one.choice} ${one.code} ${one.stores}`);
      same(reasons, ["support more_buyers 2", "re_evaluate disputes 1"], "the reasons, grouped");
      holds(/^[0-9a-f]{64}$/.test(result?.root ?? ""), "the root of the tree is published");
      const answer = { zh: "纠纷按原有规则由平台处理。", en: "Disputes stay with the marketplace, as before." };
      const [answered] = await world.operator.answerReason(opening, { reason_code: "disputes", answer });
      same(
        answered?.answers.map((one) => one.answer),
        [answer],
        "what the stores are answered",
      );
    },
  );
}

async function receipts(step: Step, { opening }: Asked, stores: Four, { a, b, c, d }: Present): Promise<void> {
  await step(
    {
      zh: "甲、乙、丙各凭回执自行验证自己的票在结果之中；改一个字就对不上；别家的票谁也读不到",
      en: "A, B and C each verify their own ballot in the result; an altered one fails; nobody reads another's",
    },
    async () => {
      const root = (await a.readConsultations(opening))[0]?.root;
      for (const [owner, store] of [
        [a, stores[0]],
        [b, stores[1]],
        [c, stores[2]],
      ] as const) {
        const { receipt, proof } = await owner.proveBallot(opening, store.id);
        same([receipt.store, proof.root], [store.id, root], "whose ballot, and in which result");
        same(receipt.choice, store === stores[2] ? "re_evaluate" : "support", "the ballot");
        holds(verifyReceipt(receipt, proof), "the receipt is proven");
        const other = receipt.choice === "support" ? "re_evaluate" : "support";
        holds(!verifyReceipt({ ...receipt, choice: other }, proof), "an altered receipt is not");
      }
      await refused(d.proveBallot(opening, stores[0].id), "not_found");
    },
  );
}
