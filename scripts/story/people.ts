import { randomUUID } from "node:crypto";
import type { Client } from "./client.ts";
import type { World } from "./world.ts";

/** Somebody who signs in anew on each of the story's days: a session does not outlive a day. */
export type Person = { signIn(): Promise<Client> };

/**
 * Somebody with a role, as the house makes them: invited by its operator, they choose a password with the one-time
 * link. What they do is done by a person who signed in, by nobody's key.
 */
export async function signUp(
  operator: Client,
  who: { name: string; role: string; marketplace?: string; store?: string },
): Promise<Person> {
  const { url } = await operator.inviteToTeam(who);
  const nobody = operator.as(null);
  const known = { login: `story-${randomUUID()}`, password: randomUUID() };
  await nobody.acceptInvitation({ token: new URL(url).hash.slice(1), ...known });
  return {
    async signIn() {
      const { cookie, told } = await nobody.signIn(known);
      return nobody.as({ cookie, csrf: told.csrf });
    },
  };
}

/**
 * A second person for what takes two, invited a month ago: for seven days an account counts as a hand of whoever made
 * it, and the story's one operator makes them all.
 */
export async function signUpLongAgo(world: World, who: Parameters<typeof signUp>[1]) {
  const invited = () => signUp(world.operator, who);
  return (await world.control.clockCanBeSet()) ? world.control.daysAgo(30, invited) : invited();
}

/** An owner of a store: who may vote for it. */
export const ownerOf = (operator: Client, store: string): Promise<Person> =>
  signUp(operator, { name: "店主 (story)", role: "merchant_owner", store });
