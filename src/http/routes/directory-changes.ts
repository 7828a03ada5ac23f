import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  ChangeMarketplaceShape,
  ChangeStoreShape,
  ChangeWalletAccountShape,
  Id,
  MarketplaceShape,
  ref,
  StoreShape,
  WalletAccountShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const changeFaults = [common.withCaller, common.withBody, "not_found"] as const;

/** What is left out stays as it is. None of these needs an Idempotency-Key: the second time changes nothing. */
export function directoryChanges(app: App, parts: HttpParts): void {
  const { directory } = parts;

  app.patch(
    "/v1/marketplaces/:id",
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        operationId: "changeMarketplace",
        tags: ["marketplaces"],
        summary: "Change a marketplace; only the operator of the house suspends one (no wallet is offered then)",
        description: "修改平台；仅系统运营者可以停用（停用后不再提供钱包）。",
        params: params({ id: Id("mkt") }),
        body: ref(ChangeMarketplaceShape),
        response: answers({ 200: ref(MarketplaceShape) }, ...changeFaults),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      return wire(settled(await directory.changeMarketplace(caller, request.params.id, request.body)));
    },
  );

  app.patch(
    "/v1/stores/:id",
    {
      config: { access: { scope: "directory:write" } },
      schema: {
        operationId: "changeStore",
        tags: ["stores"],
        summary: "Change a store; a suspended one is offered no wallet, a closed one stays closed; refunds go on",
        description: "修改店铺；停用后不再提供钱包，关闭后不可恢复，退款不受影响。",
        params: params({ id: Id("sto") }),
        body: ref(ChangeStoreShape),
        response: answers({ 200: ref(StoreShape) }, ...changeFaults, "store_closed"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readStore(parts, caller, request.params.id);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      return wire(settled(await directory.changeStore(caller, id, request.body)));
    },
  );
}

export function walletAccountChanges(app: App, parts: HttpParts): void {
  const { directory, config } = parts;

  app.patch(
    "/v1/wallet-accounts/:id",
    {
      config: { access: { scope: "wallet_accounts:write" }, recentStep: true },
      schema: {
        operationId: "changeWalletAccount",
        tags: ["wallets"],
        summary: "Change an account's title or keys, or switch it off; another merchant number is another account",
        description: "修改钱包账户的名称、密钥或停用；更换商户号请新建账户。",
        params: params({ id: Id("wac") }),
        body: ref(ChangeWalletAccountShape),
        response: answers({ 200: ref(WalletAccountShape) }, ...changeFaults, "settings_wrong"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await directory.getWalletAccount(request.params.id));
      const account = settled(await directory.changeWalletAccount(caller, id, request.body));
      return wire({ ...account, notice_url: `${config.publicUrl}/notices/${account.wallet}/${account.id}` });
    },
  );
}
