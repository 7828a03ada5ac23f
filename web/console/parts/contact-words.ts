import { useSay } from "../lib/language.tsx";
import type { Contact } from "../lib/types.ts";

export type ContactRole = Contact["role"];

const roles: Readonly<Record<ContactRole, readonly [string, string]>> = {
  emergency: ["紧急", "Emergency"],
  technical: ["技术", "Technical"],
  finance: ["财务", "Finance"],
  business: ["商务", "Business"],
  legal: ["法务", "Legal"],
};
export const contactRoles = Object.keys(roles) as ContactRole[];

export function useRoleName(): (role: ContactRole) => string {
  const say = useSay();
  return (role) => say(...roles[role]);
}
