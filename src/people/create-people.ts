import { changePassword } from "./change-password.ts";
import { firstOperatorLink } from "./first-operator.ts";
import { acceptInvitation, readInvitation } from "./invitations.ts";
import { beginSecondStep, confirmSecondStep } from "./second-step.ts";
import { endSessions, moveSession, placesOf, readSession, sessionsOf, storesOf } from "./sessions.ts";
import { credentialOf, signIn } from "./sign-in.ts";
import { endMember, inviteToTeam, listTeam, resetMember } from "./team.ts";
import type { Parts } from "./types.ts";

type Rest<Work> = Work extends (parts: Parts, ...rest: infer Given) => infer Answer
  ? (...rest: Given) => Answer
  : never;

const verbs = {
  signIn,
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
    /** The name of a person, and what stands of their sign-in. */
    async profileOf(person: string): Promise<{ name: string; login: string | null; second_step: boolean }> {
      const [known, view] = await Promise.all([credentialOf(parts, { person }), parts.directory.getPerson(person)]);
      return {
        name: view?.name ?? "",
        login: known?.login ?? null,
        second_step: (known?.totp_since ?? null) !== null,
      };
    },
  };
}

export type People = ReturnType<typeof createPeople>;
