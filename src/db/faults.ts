/** SQLSTATEs that mean "nothing happened, the same statement may be sent again". */
const transient = new Set(["40001", "40P01", "55P03", "57014"]);

export function sqlState(fault: unknown): string | undefined {
  if (typeof fault !== "object" || fault === null || !("code" in fault)) return undefined;
  return typeof fault.code === "string" ? fault.code : undefined;
}

export function isTransient(fault: unknown): boolean {
  const state = sqlState(fault);
  return state !== undefined && transient.has(state);
}

export function isUniqueViolation(fault: unknown): boolean {
  return sqlState(fault) === "23505";
}
