import Type from "typebox";
import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { FriendLinkShape, FriendShape, Id, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readCheckout } from "./checkouts.ts";

export function friendLinkRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/checkouts/:id/friend-links",
    {
      config: { access: { scope: "checkouts:write", also: ["checkout"] } },
      schema: {
        operationId: "createFriendLink",
        tags: ["friend links"],
        summary: "Make a link with which one friend may pay this checkout once",
        description: "生成好友代付链接，仅可使用一次。",
        params: params({ id: Id("chk") }),
        response: answers(
          { 201: ref(FriendLinkShape) },
          ...[common.withCaller, common.withBody, "not_found" as const],
          ...(["checkout_expired", "checkout_complete", "checkout_cancelled", "payment_in_progress"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { id } = await readCheckout(parts, callerOf(request), request.params.id);
      const link = answered(reply, await parts.payments.makeFriendLink(id, repeatOf(request)));
      const url = `${parts.config.publicUrl}/pay/friend/${link.token}`;
      return reply.code(201).send(wire({ url, expires_at: link.expires_at }));
    },
  );

  app.get(
    "/v1/friend-links/:token",
    {
      // The token in the path is the proof; a bearer token of the same text is welcome and not needed.
      config: { access: "public" },
      schema: {
        operationId: "readFriendLink",
        tags: ["friend links"],
        summary: "What a friend may see: what is paid for and how much, nothing about the buyer",
        description: "好友可见的内容：付什么、付多少，没有买家信息。",
        params: params({ token: Type.String({ pattern: "^fl_[A-Za-z0-9_-]{8,500}$" }) }),
        response: answers({ 200: ref(FriendShape) }, "not_found", "friend_link_used", "friend_link_expired"),
      },
    },
    async (request) => wire(settled(await parts.payments.readFriendLink(request.params.token))),
  );
}
