import { activationMoves, listActivations, setActivation } from "./activations.ts";
import { createApiKey, getApiKey, listApiKeys, revokeApiKey, rollApiKey } from "./api-keys.ts";
import { mayApprove, mayVote } from "./approvals.ts";
import { createAuthenticator } from "./authenticate.ts";
import { grantAccess } from "./grant-access.ts";
import type { House } from "./house.ts";
import { changeMarketplace, createMarketplace, getMarketplace, listMarketplaces } from "./marketplaces.ts";
import { createMerchant, getMerchant, listMerchants } from "./merchants.ts";
import { addMembership, createPerson, endMembership, getPerson, membershipsOf, setPersonState } from "./people.ts";
import { issueToken, revokeToken, tokensOf } from "./personal-tokens.ts";
import { setKeyAddresses } from "./set-key-addresses.ts";
import { createSnapshot, type Snapshot } from "./snapshot.ts";
import { changeStore, createStore, getStore, listStores } from "./stores.ts";
import { listMemberships, peopleWhoMay } from "./team.ts";
import { notTwoPeople } from "./two-people.ts";
import {
  changeWalletAccount,
  createWalletAccount,
  getWalletAccount,
  listWalletAccounts,
  rewrapSecrets,
  walletSettings,
  walletVersion,
} from "./wallet-accounts.ts";

export type DirectoryParts = Omit<House, "snapshot">;

type Rest<Work> = Work extends (house: House, ...rest: infer Given) => infer Answer
  ? (...rest: Given) => Answer
  : never;

/** Verbs take the house first; the door's methods have it already. */
function bind<Verbs extends Record<string, (house: House, ...rest: never[]) => unknown>>(
  house: House,
  verbs: Verbs,
): { [Name in keyof Verbs]: Rest<Verbs[Name]> } {
  const bound = Object.entries(verbs).map(([name, verb]) => [name, verb.bind(null, house)]);
  return Object.fromEntries(bound) as { [Name in keyof Verbs]: Rest<Verbs[Name]> };
}

const verbs = {
  createMarketplace,
  getMarketplace,
  listMarketplaces,
  changeMarketplace,
  createMerchant,
  getMerchant,
  listMerchants,
  createStore,
  getStore,
  listStores,
  changeStore,
  setActivation,
  listActivations,
  activationMoves,
  createWalletAccount,
  changeWalletAccount,
  getWalletAccount,
  listWalletAccounts,
  walletSettings,
  walletVersion,
  rewrapSecrets,
  createApiKey,
  rollApiKey,
  revokeApiKey,
  setKeyAddresses,
  getApiKey,
  listApiKeys,
  createPerson,
  getPerson,
  setPersonState,
  addMembership,
  endMembership,
  membershipsOf,
  listMemberships,
  peopleWhoMay,
  issueToken,
  revokeToken,
  tokensOf,
  grantAccess,
  mayApprove,
  mayVote,
  whyNotTwo: notTwoPeople,
};

/**
 * Who sells where, who may do what, and which wallet account takes a store's money. Call `refresh` once before
 * serving, then on a timer; call `flushUse` on a slow timer and before closing.
 */
export function createDirectory(parts: DirectoryParts) {
  const live = createSnapshot(parts.db);
  const house: House = { ...parts, snapshot: live };
  const snapshot: Snapshot = live;
  return { ...bind(house, verbs), ...createAuthenticator(house), snapshot, refresh: live.refresh };
}

export type Directory = ReturnType<typeof createDirectory>;
