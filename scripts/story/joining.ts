import type { ActivationView } from "#directory";
import type { Wire } from "#http";
import type { ApplicationView, TermsView } from "#onboarding";
import { plainPng } from "../../src/wallets/fake-pictures.ts";
import { makeCaller } from "./client.ts";
import type { Market, Store } from "./market.ts";
import { checkOut, only, onOffer, payBy, shutWith } from "./pay.ts";
import { holds, type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

type Application = Wire<ApplicationView>;
type Caller = ReturnType<typeof makeCaller>;

/** A made-up company; its numbers have the right form and are nobody's. */
const fields = {
  ...{ business_name: "乙店商贸有限公司（模拟）", licence_number: "91440300MA5F00000X", legal_person: "韩梅梅" },
  ...{ id_number: "11010519491231002X", id_valid_from: "2020-01-01", id_valid_to: "long_term" },
  ...{ contact_name: "韩梅梅", contact_phone: "13800138000", contact_email: "store-b@example.com" },
  ...{ account_bank: "工商银行", bank_region: "440300", account_holder: "乙店商贸有限公司（模拟）" },
  ...{ account_number: "6222020200112233", short_name: "乙店", store_name: "乙店", store_url: "https://b.example" },
};

const clear = plainPng(400, 300);
const blurred = plainPng(40, 30);

/** Article 001: "once a merchant activates it"; "it takes some time to reach the user side". */
export async function storeJoins(world: World, step: Step, market: Market, opening: string): Promise<void> {
  const store = market.stores[1] as Store;
  const owner = await ownerOf(world, market, store);
  await world.control.withFaults("wechatpay", { review_by_hand: true }, async () => {
    const id = await applied(world, step, { market, store, owner });
    await mended(world, step, { market, store, owner, id, opening });
  });
  await switched(world, step, market, store, owner);
}

/** Calls as the store itself: with a key that reaches nothing but this store. */
async function ownerOf(world: World, market: Market, store: Store): Promise<Caller> {
  const scopes = ["directory:read", "directory:write", "keys:write"] as const;
  const { token } = await world.operator.createApiKey({ marketplace: market.id, name: "Office", scopes: [...scopes] });
  const office = makeCaller(world.url, token);
  const terms = { zh: "店铺入驻微信支付协议（模拟）", en: "Terms for stores that join WeChat Pay (simulation)" };
  await office.post("/v1/onboarding-terms", { wallet: "wechatpay", ...terms });
  const body = { store: store.id, name: "Store B", scopes: ["directory:read", "directory:write"] };
  const own = await office.post<{ token: string }>("/v1/api-keys", body);
  return makeCaller(world.url, own.token);
}

type Joining = { market: Market; store: Store; owner: Caller };

async function put(owner: Caller, id: string, name: string, content: Buffer): Promise<Application> {
  return await owner.put<Application>(`/v1/applications/${id}/documents`, {
    name,
    content: content.toString("base64"),
  });
}

async function applied(world: World, step: Step, { market, store, owner }: Joining): Promise<string> {
  const id = await step(
    {
      zh: "乙店自己申请开通：分步填写、上传证照、同意协议后提交；买家看到“审核中”",
      en: "Store B applies by itself: fields, pictures, terms, submit; buyers read that the review is under way",
    },
    async () => {
      const draft = { store: store.id, wallet: "wechatpay", applicant: "company" };
      const made = await owner.post<Application>("/v1/applications", draft);
      const saved = await owner.put<Application>(`/v1/applications/${made.id}/fields`, { fields });
      holds(!JSON.stringify(saved).includes(fields.id_number), "the secret fields are not shown");
      for (const name of ["id_front", "id_back"]) await put(owner, made.id, name, clear);
      const whole = await put(owner, made.id, "licence", blurred);
      same(whole.missing, [], "what is missing");
      const terms = only((await owner.get<{ data: Wire<TermsView>[] }>("/v1/onboarding-terms")).data);
      await owner.post(`/v1/applications/${made.id}/terms`, { version: terms.version, hash: terms.hash });
      const sent = await owner.post<Application>(`/v1/applications/${made.id}/submit`);
      same([sent.state, sent.terms?.hash], ["reviewing", terms.hash], "the application");
      const { checkout } = await checkOut(market, [[store, "9.90"]]);
      shutWith(checkout, "wechatpay", "activation_applied");
      return made.id;
    },
  );
  await step(
    {
      zh: "微信支付驳回：营业执照照片模糊，逐项说明",
      en: "WeChat Pay rejects it: the picture of the licence is blurred, told field by field",
    },
    async () => {
      await world.control.review(id.slice(4), "review");
      const told = await owner.post<Application>(`/v1/applications/${id}/check`);
      same([told.state, told.reasons.map((one) => one.field)], ["rejected", ["licence"]], "the rejection");
    },
  );
  return id;
}

async function mended(
  world: World,
  step: Step,
  { market, store, owner, id, opening }: Joining & { id: string; opening: string },
): Promise<void> {
  await step(
    {
      zh: "补交清晰的执照再提交，通过：商户已就绪；平台正暂停开放，买家还看不到",
      en: "A clear picture, sent again, is accepted: merchant-ready; the opening is paused, so buyers do not see it yet",
    },
    async () => {
      await world.operator.moveOpening(opening, "pause", "story");
      await put(owner, id, "licence", clear);
      const sent = await owner.post<Application>(`/v1/applications/${id}/submit`);
      same([sent.state, sent.round, sent.reasons], ["reviewing", 2, []], "the mended application");
      await world.control.review(id.slice(4), "accept");
      const done = await owner.post<Application>(`/v1/applications/${id}/check`);
      same([done.state, done.buyer_visible_at, done.lag_seconds], ["accepted", null, null], "the acceptance");
      holds(done.sub_merchant !== null && done.merchant_ready_at !== null, "the store has its number and is ready");
      const { checkout } = await checkOut(market, [[store, "9.90"]]);
      shutWith(checkout, "wechatpay", "activation_not_visible");
    },
  );
  await step(
    {
      zh: "开放恢复：买家看到微信支付并付款 9.90 元，款项记在乙店新的特约商户号；两个时间与间隔都可查",
      en: "Resumed: buyers see it and pay 9.90 under the store's new number; both instants and the lag can be read",
    },
    async () => {
      await world.operator.moveOpening(opening, "resume", "story");
      const shown = await owner.post<Application>(`/v1/applications/${id}/check`);
      holds(shown.buyer_visible_at !== null && (shown.lag_seconds ?? -1) >= 0, "the lag shows");
      const paid = only((await payBy(world, await checkOut(market, [[store, "9.90"]]), "wechatpay")).payments);
      const row = (await world.control.ledger()).wechatpay.payments.find((one) => paid.id.endsWith(one.out_trade_no));
      same(row?.sub_merchant, shown.sub_merchant, "sub-merchant at WeChat Pay");
    },
  );
}

async function switched(world: World, step: Step, market: Market, store: Store, owner: Caller): Promise<void> {
  await step(
    {
      zh: "乙店自行关闭微信支付，立即生效；再开启，立即可付",
      en: "Store B switches WeChat Pay off, at once; and on again, at once",
    },
    async () => {
      const path = `/v1/stores/${store.id}/activations/wechatpay`;
      await owner.put<Wire<ActivationView>>(path, { state: "switched_off" });
      const off = await checkOut(market, [[store, "5.00"]]);
      shutWith(off.checkout, "wechatpay", "store_switched_off");
      await owner.put<Wire<ActivationView>>(path, { state: "active" });
      const on = await checkOut(market, [[store, "5.00"]]);
      same(onOffer(on.checkout).sort(), ["alipay", "wechatpay"], "wallets on offer");
      holds((await payBy(world, on, "wechatpay")).state === "complete", "store B's order is paid");
    },
  );
}
