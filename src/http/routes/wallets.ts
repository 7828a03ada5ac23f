import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts, WalletAccountView } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  ListOf,
  NewWalletAccountShape,
  PageQuery,
  ref,
  WalletAccountShape,
  WalletShape,
} from "../schemas/index.ts";
import type { WalletFacts } from "../wallet-facts.ts";
import { wire } from "../wire.ts";

function factsOf(wallet: WalletFacts) {
  const { id, title, mark, currencies, methods, combined, settings } = wallet;
  return wire({
    ...{ id, title, mark, currencies, methods, settings },
    combined: combined && { methods: combined.methods, parts_max: combined.partsMax },
    in_app: { user_agent: wallet.inAppUserAgent, needs_openid: wallet.inAppNeedsOpenid },
    desktop_jump: wallet.desktopJump ?? false,
  });
}

export function walletRoutes(app: App, parts: HttpParts): void {
  const wallets = { data: parts.wallets.map(factsOf), next_cursor: null };
  app.get(
    "/v1/wallets",
    {
      config: { access: "public" },
      schema: {
        operationId: "listWallets",
        tags: ["wallets"],
        summary: "The wallets that this house speaks, and the settings that each needs",
        description: "系统支持的钱包及其所需设置。",
        response: answers({ 200: ListOf(WalletShape) }),
      },
    },
    async () => wallets,
  );
}

export function walletAccountRoutes(app: App, parts: HttpParts): void {
  const { directory, config } = parts;
  const tags = ["wallet accounts"];
  const shown = (account: WalletAccountView) =>
    wire({ ...account, notice_url: `${config.publicUrl}/notices/${account.wallet}/${account.id}` });

  app.post(
    "/v1/wallet-accounts",
    {
      config: { access: { scope: "wallet_accounts:write" }, recentStep: true },
      schema: {
        operationId: "createWalletAccount",
        tags,
        summary: "Add an account at a wallet: our merchant number, app and keys there",
        description: "添加钱包账户：商户号、应用与密钥。",
        body: ref(NewWalletAccountShape),
        response: answers(
          { 201: ref(WalletAccountShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unknown", "settings_wrong", "duplicate"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const { wallet, title, settings } = request.body;
      if (!parts.wallets.some((kind) => kind.id === wallet)) throw new Refusal("wallet_unknown");
      const input = { wallet, title, settings, marketplace: marketplaceFor(caller, request.body.marketplace) };
      const made = answered(reply, await directory.createWalletAccount(caller, input, repeatOf(request)));
      return reply.code(201).send(shown(made));
    },
  );

  app.get(
    "/v1/wallet-accounts",
    {
      config: { access: { scope: "wallet_accounts:read" } },
      schema: {
        operationId: "listWalletAccounts",
        tags,
        summary: "List wallet accounts, newest first",
        description: "钱包账户列表，最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(WalletAccountShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const page = await directory.listWalletAccounts(reachOf(callerOf(request)), pageOf(request.query));
      const { next_cursor } = listOf(page);
      return { data: page.data.map(shown), next_cursor };
    },
  );

  app.get(
    "/v1/wallet-accounts/:id",
    {
      config: { access: { scope: "wallet_accounts:read" } },
      schema: {
        operationId: "getWalletAccount",
        tags,
        summary: "Read a wallet account; its secrets stay where they are",
        description: "查询钱包账户（不含密钥）。",
        params: params({ id: Id("wac") }),
        response: answers({ 200: ref(WalletAccountShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => shown(within(callerOf(request), await directory.getWalletAccount(request.params.id))),
  );
}
