export { type ActivationState, activationStarts, activationTable } from "./activation-states.ts";
export { foldAddress, isListed, readAddressList } from "./address-list.ts";
export {
  type ContactFilter,
  type ContactOf,
  type ContactPerson,
  type Contacts,
  type ContactView,
  contactKinds,
  contactRoles,
  createContacts,
  type NewContact,
} from "./contacts.ts";
export { createDirectory, type Directory, type DirectoryParts } from "./create-directory.ts";
export type { Access } from "./grant-access.ts";
export { isMerchantRole, isRole, type Role, roles, type Scope, scopesOf } from "./scopes.ts";
export { createSealer, type MasterKey, type Sealed, type Sealer, SealFault } from "./sealer.ts";
export type { AccountFound, MissingReason, Snapshot } from "./snapshot.ts";
export { categoryWords } from "./tag-words.ts";
export { isTimeZone } from "./time-zone.ts";
export { type KeyMode, makeToken, tokenHash } from "./tokens.ts";
export type {
  ActivationMove,
  ActivationView,
  ApiKeyView,
  Bearer,
  FromElsewhere,
  MarketplaceView,
  MembershipView,
  MerchantView,
  PersonView,
  StoreView,
  TokenView,
  WalletAccountView,
} from "./types.ts";
