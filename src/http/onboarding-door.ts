import type { Onboarding } from "#onboarding";

/** What this room needs of onboarding. Every call is given only what the caller may act on. */
export type OnboardingDoor = Pick<
  Onboarding,
  | "publishTerms"
  | "listTerms"
  | "createApplication"
  | "saveFields"
  | "putDocument"
  | "acceptTerms"
  | "submit"
  | "withdraw"
  | "check"
  | "get"
  | "list"
  | "moves"
>;
