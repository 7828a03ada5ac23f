import { found } from "./market.ts";
import { type Step, same } from "./tell.ts";
import type { World } from "./world.ts";

/** Article 004: the answer to the blocking was the "Taobao password", a share code in a chat's text. */
export async function taobaoPassword(world: World, step: Step): Promise<void> {
  const { operator } = world;
  const market = await found(world, { zh: "淘宝", en: "Taobao" }, [{ zh: "口令茶铺", en: "Password Tea" }]);
  const [store] = market.stores;
  await operator.setLinkSettings(market.id, { hosts: ["taobao.test"], android: [], ios: [] });
  const target = "https://item.taobao.test/longjing";
  const link = await operator.createLink({ store: store.id, kind: "product", target, title: "明前龙井" });
  const pasted = (code: string) =>
    `8️⃣ fu置这行话 ￥${code}￥ 转移至淘宀┡ebay┞【明前龙井】 订单 20210917 copy & open :) 12.50`;
  await step(
    {
      zh: "把淘口令连同一段杂乱文字粘贴进来：先预览商品，再打开",
      en: "A Taobao password pasted amid other text: the product is previewed, then it opens",
    },
    async () => {
      const [preview, ...others] = await operator.resolveText(pasted(link.code));
      same([preview?.title, preview?.state, others.length], ["明前龙井", "live", 0], "the preview");
      const answer = await fetch(preview?.url ?? "", { redirect: "manual" });
      same([answer.status, answer.headers.get("location")], [302, target], "where it opens");
    },
  );
  await step(
    {
      zh: "口令改动一位就不被接受；收回之后不再打开",
      en: "With one symbol altered it is refused; taken back, it opens no more",
    },
    async () => {
      const symbols = [...link.code];
      for (const [i, symbol] of symbols.entries()) {
        if (symbol === "-") continue;
        const altered = symbols.with(i, symbol === "7" ? "8" : "7").join("");
        if (i % 4 === 0) same(await operator.resolveText(pasted(altered)), [], `altered at ${i + 1}`);
      }
      await operator.revokeLink(link.id);
      same((await operator.resolveText(pasted(link.code)))[0]?.state, "revoked", "its state");
      same((await fetch(link.url, { redirect: "manual" })).status, 404, "the short link");
    },
  );
}
