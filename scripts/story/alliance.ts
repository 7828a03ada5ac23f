import { randomBytes } from "node:crypto";
import {
  answerCall,
  askPartner,
  type Contract,
  loadGroup,
  makeHolder,
  openBlinder,
  partnerOver,
  shelfInMemory,
} from "#alliance";
import { found, type Market, termsOf } from "./market.ts";
import { refused } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

const day = 86_400_000;
const viewers = 400;
const shared = 200;

/** The seeding alliance: who saw content at one platform bought at another, for how much, and nobody's users shown. */
export async function seedingAlliance(world: World, step: Step): Promise<void> {
  const { operator } = world;
  const { market, contract, dataset } = await registered(world, step);
  const asked = { contract: contract.id, dataset, purpose: "conversion", mode: "sum" } as const;
  await step(
    {
      zh: "数据尚未对小红书（模拟）开放：运行被拒，并说明原因",
      en: "Data is not open to Xiaohongshu (simulation): a run is refused, with the reason",
    },
    async () => {
      const problem = await refused(operator.createAllianceRun(asked), "alliance_not_open");
      same(problem.reasons[0]?.code, "not_opened", "why");
    },
  );
  const run = await step(
    {
      zh: "数据开放之后：合同、同意与次数都合，运行获准",
      en: "Data is opened: contract, consent and budget agree, and the run may begin",
    },
    async () => {
      const terms = termsOf(market, "xiaohongshu");
      const opening = await operator.createOpening({
        marketplace: market.id,
        capability: "data",
        partner: "xiaohongshu",
        models: "xiaohongshu_data_alliance",
        terms,
      });
      await operator.moveOpening(opening.id, "open", "story");
      return await operator.createAllianceRun(asked);
    },
  );
  await step(
    {
      zh: "两方各自计算，只交换群元素：看过笔记的约 200 人下了单，人均 128 元；双方都看不到对方用户",
      en: "Two parties compute, only group elements cross: about 200 who saw the note bought, for 128.00 each",
    },
    async () => {
      const told = await compare(contract);
      const { state, people, total } = await operator.endAllianceRun(run.id, { outcome: "done", ...told });
      same(state, "done", "the run");
      holds(people !== null && Math.abs(people - shared) <= 60, `about ${shared} people (it says ${people})`);
      const fen = Number(total?.minor);
      holds(Math.abs(fen - shared * 12_800) < 60 * 20_000, `about ${shared * 128} yuan (it says ${fen} fen)`);
      const log = (await operator.readAllianceLog(contract.id)).map((one) => one.event);
      same(log, ["run_ended", "run_began", "run_refused", "contract_made"], "the log, newest first");
    },
  );
  await reachByTier(world, step, run.id);
}

async function registered(world: World, step: Step) {
  return await step(
    {
      zh: "种草联盟：淘宝（模拟）登记与小红书（模拟）的合同（最小人群 50、加噪声、限三次）与自己的数据集",
      en: "The seeding alliance: a contract with Xiaohongshu (simulation): crowd of 50, noise, three runs; and the rows at home",
    },
    async () => {
      const market: Market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "种草店", en: "Seeding Store" }]);
      const now = Date.now();
      const contract = await world.operator.createAllianceContract({
        ...{
          marketplace: market.id,
          partner: "xiaohongshu",
          title: "seeding",
          purposes: ["conversion"],
          modes: ["sum"],
        },
        ...{ clip: { currency: "CNY", minor: "20000" }, crowd: 50, epsilon_milli: 1000, padding: 20, budget: 3 },
        // The story's clock may stand in other years than the machine's.
        ...{ starts_at: "2020-01-01T00:00:00Z", ends_at: new Date(now + 3650 * day).toISOString() },
      });
      const rows = { marketplace: market.id, title: "buyers", purposes: ["conversion"], basis: "consent (simulation)" };
      return { market, contract, dataset: (await world.operator.createAllianceDataset(rows)).id };
    },
  );
}

type Registered = Awaited<ReturnType<typeof registered>>["contract"];

/** Both processes' work, in one: everything that crosses goes over the signed wire form. */
async function compare(agreed: Registered): Promise<{ people: number; total: string }> {
  await loadGroup();
  const blinder = openBlinder(2);
  const { starts_at: starts, ends_at: ends, crowd, epsilon_milli, padding, budget } = agreed;
  const contract: Contract = {
    ...{ id: agreed.id, parties: ["xiaohongshu", "taobao"], purposes: ["conversion"], modes: ["sum"] },
    ...{ starts, ends, crowd, epsilon_milli, padding, budget, clip: agreed.clip.minor },
  };
  const dataset = { title: "story", purposes: ["conversion"], basis: "simulation" };
  const clock = { now: () => new Date() };
  const party = { clock, random: randomBytes, blinder, contract, dataset, used: () => 0, log: () => {} };
  const shelf = shelfInMemory();
  const rows = Array.from({ length: viewers }, (_, i) => ({ id: `person ${i + viewers - shared}`, amount: 12_800n }));
  const holder = makeHolder({ ...party, rows, shelf: () => shelf });
  const secret = randomBytes(32).toString("hex");
  const ids = Array.from({ length: viewers }, (_, i) => `person ${i}`);
  const partner = partnerOver((request) => answerCall(holder, secret, clock, request), secret, clock);
  const told = await askPartner({ ...party, ids, shelf: shelfInMemory() }, partner, {
    ...{ run: "story", contract: contract.id, purpose: "conversion", mode: "sum" },
  });
  await blinder.close();
  if (!told.ok || told.value === null) throw new Error(`No overlap: ${told.ok ? "below the crowd" : told.fault}`);
  return { people: Number(told.value.count), total: `${told.value.sum}` };
}

async function reachByTier(world: World, step: Step, run: string): Promise<void> {
  await step(
    {
      zh: "由 A、B 与重合算触达：三、四线城市新增最多；两个圆按面积画出，并有文字说明",
      en: "From A, B and overlap: reach by tier; tiers three and four gain most; the circles drawn to area, with words",
    },
    async () => {
      const names = { a: { zh: "支付宝用户", en: "Alipay users" }, b: { zh: "微信支付用户", en: "WeChat Pay users" } };
      const told = await world.operator.askReach({
        names,
        segments: [
          { city_tier: 1, a: 300_000, b: 310_000, overlap: 280_000 },
          { city_tier: 3, age_band: "55+", a: 200_000, b: 330_000, overlap: 150_000 },
          { city_tier: 4, a: 150_000, b: 290_000, overlap: 110_000 },
          // Found by the run, not given.
          { city_tier: 5, a: viewers, b: viewers, run },
        ],
      });
      const [one, three, four, five] = told.by_tier;
      same([one?.reach, three?.reach, four?.reach], [330_000, 380_000, 330_000], "reach of the tiers");
      holds((three?.gain_bp ?? 0) > (one?.gain_bp ?? 0), "the third tier gains more than the first");
      holds((five?.overlap ?? 0) > 100 && (five?.overlap ?? 999) < 300, "the overlap that the run found");
      same(told.total.reach, told.total.a + told.total.b - told.total.overlap, "A + B − overlap");
      holds(told.svg.zh.startsWith("<svg ") && told.svg.zh.includes(told.words.zh), "the circles say what they show");
    },
  );
}
