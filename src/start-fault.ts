/** One sentence in both languages of the people who run this. */
export type Words = { en: string; zh: string };

export type StartFaultCode =
  | "settings_wrong"
  | "home_not_writable"
  | "data_in_use"
  | "data_other_version"
  | "data_credentials_lost"
  | "database_binaries_missing"
  | "database_did_not_start"
  | "database_unreachable"
  | "database_refused_login"
  | "database_too_old"
  | "database_role_missing"
  | "database_role_too_strong"
  | "clock_off"
  | "migration_changed"
  | "migration_missing"
  | "migration_out_of_order"
  | "migration_failed"
  | "migrations_pending"
  | "port_taken"
  | "self_check_failed";

/**
 * A reason why Hutong cannot start: what is wrong in one sentence, and what to do about it. Whoever starts a process
 * prints both and exits with 1; no stack trace, since nothing is wrong with the code. Imports nothing: any room may
 * use it.
 */
export class StartFault extends Error {
  readonly code: StartFaultCode;
  readonly what: Words;
  readonly wayOut: Words;

  constructor(code: StartFaultCode, what: Words, wayOut: Words) {
    super(`${what.en} ${wayOut.en}`);
    this.name = "StartFault";
    this.code = code;
    this.what = what;
    this.wayOut = wayOut;
  }
}

/** The error's own words where it is an Error, its text otherwise. */
export function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(wordsOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** No right to write where everything is kept; `why` is the system's code. */
export function notWritable(folder: string, why: string): StartFault {
  return new StartFault(
    "home_not_writable",
    { en: `No right to write in the data folder ${folder} (${why}).`, zh: `无法写入数据目录 ${folder}（${why}）。` },
    {
      en: "Give this user the right, or point HUTONG_HOME to another folder.",
      zh: "请给当前用户写权限，或用 HUTONG_HOME 指向别的目录。",
    },
  );
}
