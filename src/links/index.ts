export type { LinkCheck } from "./check-link.ts";
export { createLinks, type Links } from "./create-links.ts";
export type { FollowAnswer, FollowNetwork, FollowRule } from "./follow.ts";
export type { FollowView } from "./follows.ts";
export type { InterfaceAnswer, InterfaceAsked } from "./grants.ts";
export { deviceOf, type HostApp, hostApp, hostApps, surfaceFrom } from "./host-apps.ts";
export type { Judged } from "./judge.ts";
export type { LinkReport } from "./report.ts";
export { shortUrl } from "./resolve.ts";
export type { PostAsked, ScreenedPost } from "./screen.ts";
export { type Lists, screenUrl } from "./screen-url.ts";
export { makeShareCode, readShareCode, type ShareHash, shownShareCode } from "./share-code.ts";
export { findShareCodes } from "./share-text.ts";
export {
  type AppealView,
  type BlockView,
  directions,
  type GrantView,
  type LinkSettings,
  type LinksParts,
  type LinkView,
  linkClasses,
  linkKinds,
  type NewAppeal,
  type NewGrant,
  type NewLink,
  type NewPolicy,
  type PolicyView,
  type Preview,
  type StepView,
  surfaces,
} from "./types.ts";
