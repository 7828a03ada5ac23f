import { applymentView, createApplyment, findApplyment, revokeApplyment } from "./applyments.ts";
import { mediaPath, uploadMedia } from "./media.ts";
import { ok, type Route } from "./route.ts";

const root = "/v3/ecommerce/applyments";
const at = (rest: string): RegExp => new RegExp(`^${root}${rest}$`);
const wayOf = (caught: string[]): "id" | "number" => (caught[0] === "" ? "id" : "number");

export const applymentRoutes: readonly Route[] = [
  {
    method: "POST",
    at: new RegExp(`^${mediaPath}$`),
    run: ({ context, request }) => uploadMedia(context, request),
  },
  {
    method: "POST",
    // The slash at the end is part of the path.
    at: at("/"),
    run: ({ context, request, body }) => createApplyment(context, body(), request.headers["wechatpay-serial"]),
  },
  {
    method: "GET",
    at: at("/(out-request-no/)?([^/]+)"),
    run: ({ context, caught }) => ok(applymentView(context, findApplyment(context, wayOf(caught), caught[1] ?? ""))),
  },
  {
    method: "POST",
    at: at("/(out-request-no/)?([^/]+)/revoke"),
    run: ({ context, caught }) => revokeApplyment(findApplyment(context, wayOf(caught), caught[1] ?? "")),
  },
];
