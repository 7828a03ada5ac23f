import type { Role } from "#directory";

/** Roles that move money or openings, or let others do so: a stolen password must not be enough for them. */
const guardedRoles: readonly Role[] = ["operator", "approver", "finance", "merchant_owner", "merchant_finance"];

export const mustHaveSecondStep = (role: Role): boolean => guardedRoles.includes(role);
