import type { TeamMember } from "#people";
import type { PeopleDoor, SignedIn } from "../people-door.ts";
import { east, id } from "./people.ts";
import { start } from "./views.ts";

export const sessionToken = "hs_the_session_of_an_operator_000001";

const ends = new Date(start.getTime() + 3_600_000);
const person = id("per", 1);
const place: SignedIn["place"] = {
  ...{ id: id("mem", 1), person, marketplace: east, merchant: null, store: null, role: "operator" },
  ...{ created_at: start, ended_at: null },
};
const session: SignedIn["session"] = {
  ...{ id: id("ses", 1), person, second_step: true, agent: "Firefox", address: "127.0.0.1" },
  ...{ created_at: start, seen_at: start, expires_at: ends },
};
export const signedIn: SignedIn = {
  ...{ session, place },
  bearer: { kind: "person", id: person, marketplace: east, store: null, scopes: ["orders:read", "openings:write"] },
};
const member: TeamMember = {
  ...{ membership: place.id, person, name: "李雷", role: "operator", marketplace: east, store: null },
  ...{ login: "lilei", second_step: true, state: "active", seen_at: start },
};
const invited = { member, token: "iv_a_link_told_once", expires_at: ends };
const mine = ({ marketplace, store }: { marketplace: string | null; store: string | null }) =>
  (marketplace === null || marketplace === east) && store === null;

const gone = { ok: false, fault: "not_found" } as const;

/** Sign-in, in memory: everybody's password is "correct horse". */
export function fakePeople(): PeopleDoor {
  const fresh = { ok: true, value: { token: sessionToken, signedIn } } as const;
  return {
    signIn: async ({ password }) => (password === "correct horse" ? fresh : { ok: false, fault: "sign_in_refused" }),
    readSession: async (token) => (token === sessionToken ? signedIn : null),
    moveSession: async (_session, { membership }) => (membership === place.id ? { ok: true, value: null } : gone),
    sessionsOf: async () => [session],
    endSessions: async (_person, { id: one }) => (one === undefined || one === session.id ? 1 : 0),
    placesOf: async () => [place],
    storesOf: () => [],
    readInvitation: async () => ({ ok: true, value: { kind: "invite", name: "李雷", login: null, expires_at: ends } }),
    acceptInvitation: async (_token, { login }) => (login === "taken" ? { ok: false, fault: "login_taken" } : fresh),
    beginSecondStep: async () => ({ ok: true, value: { secret: "GEZDGNBV", url: "otpauth://totp/Hutong" } }),
    confirmSecondStep: async () => ({ ok: true, value: { recovery_codes: ["aaaaa-bbbbb"] } }),
    changePassword: async () => ({ ok: true, value: { ended: 1 } }),
    listTeam: async (reach) => (mine(reach) ? [member] : []),
    inviteToTeam: async (by, { store }) => (mine({ ...by, store }) ? { ok: true, value: invited } : gone),
    endMember: async (by) => (mine(by) ? { ok: true, value: member } : gone),
    resetMember: async (by) => (mine(by) ? { ok: true, value: invited } : gone),
    profileOf: async () => ({ name: "李雷", login: "lilei", second_step: true }),
  };
}
