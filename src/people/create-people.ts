import { changePassword } from "./change-password.ts";
import { firstApproverLink, firstOperatorLink } from "./first-operator.ts";
import { acceptInvitation, readInvitation } from "./invitations.ts";
import { listPasskeys, passkeysOf, removePasskey, renamePasskey } from "./passkeys.ts";
import { askForPasskey } from "./prove-passkey.ts";
import { addPasskey, beginPasskey } from "./register-passkey.ts";
import { beginSecondStep, confirmSecondStep, stepUp } from "./second-step.ts";
import { endSessions, moveSession, placesOf, readSession, sessionsOf, storesOf } from "./sessions.ts";
import { credentialOf, signIn } from "./sign-in.ts";
import { signInByPasskey } from "./sign-in-passkey.ts";
import { beginProvider, finishProvider, signOutUrl, unlinkProvider } from "./sign-in-provider.ts";
import { stepUpDue } from "./step-up-due.ts";
import { endMember, inviteToTeam, listTeam, resetMember } from "./team.ts";
import type { Parts } from "./types.ts";

type Rest<Work> = Work extends (parts: Parts, ...rest: infer Given) => infer Answer
  ? (...rest: Given) => Answer
  : never;

const verbs = {
  signIn,
  askForPasskey,
  signInByPasskey,
  stepUp,
  stepUpDue,
  listPasskeys,
  beginPasskey,
  addPasskey,
  renamePasskey,
  removePasskey,
  beginProvider,
  finishProvider,
  unlinkProvider,
  signOutUrl,
  readSession,
  moveSession,
  sessionsOf,
  endSessions,
  placesOf,
  storesOf,
  readInvitation,
  acceptInvitation,
  beginSecondStep,
  confirmSecondStep,
  changePassword,
  firstOperatorLink,
  firstApproverLink,
  listTeam,
  inviteToTeam,
  endMember,
  resetMember,
};

/** People who sign in: passwords, second step, sessions, one-time links, teams. Who may what stays the directory's. */
export function createPeople(parts: Parts) {
  const bound = Object.entries(verbs).map(([name, verb]) => [
    name,
    (...rest: never[]) => (verb as (parts: Parts, ...rest: never[]) => unknown)(parts, ...rest),
  ]);
  return {
    ...(Object.fromEntries(bound) as { [Name in keyof typeof verbs]: Rest<(typeof verbs)[Name]> }),
    /** The ways into the console that this house has. */
    waysIn() {
      const { site, provider } = parts;
      return { passkeys: { domain: site.domain, origin: site.origin }, provider: provider && { name: provider.name } };
    },
    profileOf: (person: string) => profileOf(parts, person),
  };
}

/** The name of a person, and what stands of their sign-in. */
async function profileOf(parts: Parts, person: string) {
  const linked = parts.db.read("select 1 from identities where person = $1 and ended_at is null limit 1", [person]);
  const [known, view, passkeys, identities] = await Promise.all([
    ...([credentialOf(parts, { person }), parts.directory.getPerson(person)] as const),
    ...([passkeysOf(parts, person), linked] as const),
  ]);
  const app = (known?.totp_since ?? null) !== null;
  return {
    ...{ name: view?.name ?? "", login: known?.login ?? null },
    ...{ second_step: app || passkeys.length > 0, app, passkeys: passkeys.length },
    provider: identities.length > 0,
  };
}

export type People = ReturnType<typeof createPeople>;
