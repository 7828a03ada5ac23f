export { createPeople, type People } from "./create-people.ts";
export type { FreshSession, From, SessionView, SignedIn, TeamMember } from "./types.ts";
