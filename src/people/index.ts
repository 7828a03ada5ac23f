export { createPeople, type People } from "./create-people.ts";
export { makeProvider, type Provider, type ProviderHttp, type ProviderSettings } from "./provider.ts";
export type { FreshSession, From, SessionView, SignedIn, Site, TeamMember } from "./types.ts";
