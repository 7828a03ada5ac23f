import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf } from "../auth.ts";
import { listOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { ApplicationFormShape, ListOf, OnboardingTermsShape, PublishTermsShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["applications"];

/** What a wallet asks of a store. */
export function onboardingRoutes(app: App, { wallets }: HttpParts): void {
  app.get(
    "/v1/application-forms",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listApplicationForms",
        tags,
        summary: "What each wallet asks of a store that applies",
        description: "各钱包的进件资料清单。",
        response: answers({ 200: ListOf(ApplicationFormShape) }, common.withCaller),
      },
    },
    async () => {
      const data = wallets.flatMap(({ id, onboarding: form }) => {
        if (!form) return [];
        const fields = form.fields.map(({ requiredFor, ...field }) => ({ ...field, required_for: requiredFor }));
        const documents = form.documents.map(({ requiredFor, bytesMax, ...slot }) => ({
          ...{ ...slot, required_for: requiredFor, bytes_max: bytesMax },
        }));
        return [{ wallet: id, fields, documents }];
      });
      return listOf({ data, next: null });
    },
  );
}

/** What a marketplace's stores agree to when they apply. */
export function onboardingTermsRoutes(app: App, parts: HttpParts): void {
  const { onboarding, wallets } = parts;

  app.post(
    "/v1/onboarding-terms",
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        operationId: "publishOnboardingTerms",
        tags,
        summary: "Publish what stores agree to when they apply to a wallet: the next version",
        description: "发布店铺申请某钱包时须同意的协议（中英文），生成新版本并计算哈希。",
        body: ref(PublishTermsShape),
        response: answers(
          { 200: ref(OnboardingTermsShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "wallet_unknown"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key of the marketplace" });
      const { marketplace: named, ...terms } = request.body;
      const marketplace = marketplaceFor(caller, named);
      if ((await parts.directory.getMarketplace(marketplace)) === null) throw new Refusal("not_found");
      if (!wallets.some((wallet) => wallet.id === terms.wallet)) throw new Refusal("wallet_unknown");
      return wire(await onboarding.publishTerms(caller.id, { ...terms, marketplace }));
    },
  );

  app.get(
    "/v1/onboarding-terms",
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        operationId: "listOnboardingTerms",
        tags,
        summary: "The newest terms, of each wallet",
        description: "各钱包最新版本的入驻协议。",
        querystring: query({ wallet: Type.Optional(Type.String({ maxLength: 32 })) }),
        response: answers({ 200: ListOf(OnboardingTermsShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = reachOf(callerOf(request));
      return listOf({ data: await onboarding.listTerms({ marketplace, ...request.query }), next: null });
    },
  );
}
