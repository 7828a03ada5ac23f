export { type Audit, createAudit } from "./create-audit.ts";
export type { AuditEntry, AuditHead } from "./read.ts";
export { type AuditFault, type Verdict, verifyAudit } from "./verify.ts";
