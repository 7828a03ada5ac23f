/** Error codes of the FSPIOP API that the hub gives (API definition, error codes). */
export const errorTexts = {
  "1001": "Destination communication error",
  "2001": "Internal server error",
  "2003": "Service currently unavailable",
  "3003": "Add Party information error",
  "3001": "Unacceptable version requested",
  "3002": "Unknown URI",
  "3100": "Generic validation error",
  "3101": "Malformed syntax",
  "3102": "Missing mandatory element",
  "3105": "Invalid signature",
  "3106": "Modified request",
  "3201": "Destination FSP Error",
  "3202": "Payer FSP ID not found",
  "3203": "Payee FSP ID not found",
  "3204": "Party not found",
  "3205": "Quote ID not found",
  "3208": "Transfer ID not found",
  "3300": "Generic expired error",
  "3302": "Quote expired",
  "3303": "Transfer expired",
  "4001": "Payer FSP insufficient liquidity",
  "4200": "Payer limit error",
  "4300": "Payer permission error",
  "5100": "Payee rejected transaction",
} as const;

export type ErrorCode = keyof typeof errorTexts;

export type ErrorInformation = { errorCode: string; errorDescription: string };

/** As it stands in a body: the code's own words, and what of this case a reader needs. */
export function errorInformation(code: ErrorCode, more = ""): { errorInformation: ErrorInformation } {
  const errorDescription = (more ? `${errorTexts[code]} - ${more}` : errorTexts[code]).slice(0, 128);
  return { errorInformation: { errorCode: code, errorDescription } };
}

/** A call that is refused in its own answer; what is refused later is told by a callback. */
export class CallRefused extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  constructor(status: number, code: ErrorCode, more: string) {
    super(more);
    this.name = "CallRefused";
    this.status = status;
    this.code = code;
  }
}
