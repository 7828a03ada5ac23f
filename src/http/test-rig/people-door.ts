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
  ...{
    id: id("ses", 1),
    person,
    second_step: true,
    stepped_at: start,
    began: "password",
    agent: "Firefox",
    address: "127.0.0.1",
  },
  ...{ created_at: start, seen_at: start, expires_at: ends },
};
export const signedIn: SignedIn = {
  ...{ session, place, due: false },
  bearer: {
    ...{ kind: "person", id: person, marketplace: east, store: null, role: "operator" },
    scopes: ["orders:read", "openings:write"],
  },
};
const member: TeamMember = {
  ...{ membership: place.id, person, name: "李雷", role: "operator", marketplace: east, store: null },
  ...{ login: "lilei", second_step: true, state: "active", seen_at: start },
};
const invited = { member, token: "iv_a_link_told_once", expires_at: ends };
const mine = ({ marketplace, store }: { marketplace: string | null; store: string | null }) =>
  (marketplace === null || marketplace === east) && store === null;

const passkey = { id: id("psk", 1), name: "Phone", synced: true, created_at: start, used_at: null };
const onTheWay = {
  ok: true,
  value: { secret: "pf_the_way_of_one_browser_0001", url: "https://id.example/auth" },
} as const;

const gone = { ok: false, fault: "not_found" } as const;
const wrong = { ok: false, fault: "second_step_wrong" } as const;

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
    profileOf: async () => ({
      ...{ name: "李雷", login: "lilei", second_step: true, app: true, passkeys: 1, provider: false },
    }),
    waysIn: () => ({
      passkeys: { domain: "house.example", origin: "https://house.example" },
      provider: { name: "ID" },
    }),
    askForPasskey: async () => ({ options: { challenge: "AAAA" } }),
    signInByPasskey: async ({ passkey: { id: one } }) =>
      one === "known" ? fresh : { ok: false, fault: "passkey_unknown" },
    stepUp: async (_session, { code }) => (code === "123456" ? { ok: true, value: null } : wrong),
    stepUpDue: async () => null,
    listPasskeys: async () => [passkey],
    beginPasskey: async () => ({ ok: true, value: { options: { challenge: "AAAA" } } }),
    addPasskey: async () => ({ ok: true, value: { passkey, recovery_codes: null } }),
    renamePasskey: async (_session, { id: one }) => (one === passkey.id ? { ok: true, value: passkey } : gone),
    removePasskey: async (_session, one) => (one === passkey.id ? { ok: true, value: null } : gone),
    beginProvider: async () => onTheWay,
    finishProvider: async ({ secret }) =>
      secret === onTheWay.value.secret
        ? { ok: true, value: { linked: false, fresh: fresh.value } }
        : { ok: false, fault: "provider_refused" },
    unlinkProvider: async () => ({ ok: true, value: { ended: 1 } }),
    signOutUrl: async () => null,
  };
}
