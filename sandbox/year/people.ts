import type { Role } from "#directory";
import { must } from "./market.ts";
import type { YearRooms } from "./rooms.ts";

export type SignIn = { login: string; password: string };

/** Known to everybody who reads this: a sandbox's people own nothing real, and production refuses a sandbox's home. */
const password = "hutong-demo-2024";

/** Whoever works there, may sign in at once, and has done what the year tells of them. */
const demoPeople = {
  operator: ["运营 李雷 (demo)", "operator"],
  approver: ["审批 王芳 (demo)", "approver"],
  finance: ["财务 赵敏 (demo)", "finance"],
  auditor: ["审计 孙权 (demo)", "auditor"],
  owner: ["店主 韩梅梅 (demo)", "merchant_owner"],
} as const satisfies Record<string, readonly [string, Role]>;

export const demoSignIns: readonly SignIn[] = Object.keys(demoPeople).map((login) => ({ login, password }));

/** Invites one of them and takes the invitation up; answers the person. */
export async function signUp(
  { people }: Pick<YearRooms, "people">,
  login: keyof typeof demoPeople,
  place: { marketplace: string; store: string | null },
): Promise<string> {
  const [name, role] = demoPeople[login];
  const by = { kind: "person", id: "per_year", marketplace: null, store: null };
  const { member, token } = must(await people.inviteToTeam(by, { name, role, ...place }));
  must(await people.acceptInvitation(token, { login, password, from: { address: "127.0.0.1", agent: "" } }));
  return member.person;
}
