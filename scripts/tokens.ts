/** `npm run tokens -- issue|list|revoke`: personal tokens, until people can sign in by themselves. */
import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { readConfig } from "#config";
import { makeIds, openDatabase } from "#db";
import { runningEmbedded } from "#db/embedded";
import { createDirectory, createSealer, type Directory, isRole, roles } from "#directory";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { say, table } from "./say.ts";

type IssueOptions = {
  person?: string;
  name?: string;
  role: string;
  marketplace?: string;
  store?: string;
  title: string;
  days: string;
  json?: boolean;
};

const clock = { now: () => new Date() };
const dayMs = 86_400_000;

/** On the database that the settings name, else on that of the house that runs in this home, else on a fresh start. */
function withDirectory(work: (directory: Directory) => Promise<number>): Promise<void> {
  return runProgram(async (closer, failed) => {
    const config = readConfig("sandbox");
    const running = config.database === null ? runningEmbedded(config.home) : null;
    const { appUrl } = running ?? (await readyDatabase(config, closer, failed));
    const db = openDatabase(appUrl, { poolSize: 2, applicationName: "hutong tokens" });
    closer.add(() => db.close());
    // Tokens are hashed, never sealed: this command has no use for the master key and does not ask for it.
    const sealer = createSealer({ current: { id: "none", key: randomBytes(32) }, random: randomBytes });
    const ids = makeIds(clock, randomBytes);
    return await work(createDirectory({ db, clock, ids, random: randomBytes, sealer, walletKinds: [], mode: "test" }));
  });
}

function refusal(what: { fault: string; detail?: Readonly<Record<string, unknown>> }): number {
  const about = what.detail ? ` ${JSON.stringify(what.detail)}` : "";
  console.error(`${what.fault}${about}`);
  return 1;
}

async function issue(directory: Directory, options: IssueOptions): Promise<number> {
  const { person, name, role, title } = options;
  const days = /^\d{1,4}$/.test(options.days) ? Number.parseInt(options.days, 10) : 0;
  if (!isRole(role)) return wrong(`--role is one of ${Object.keys(roles).join(", ")}`);
  if ((person === undefined) === (name === undefined))
    return wrong("give either --person per_… or --name of a new one");
  if (days < 1 || days > 366) return wrong("--days is a whole number from 1 to 366");
  const expiresAt = new Date(clock.now().getTime() + days * dayMs);
  const given = await directory.grantAccess("cli", {
    person: person === undefined ? { name: name ?? "" } : { id: person },
    role,
    marketplace: options.marketplace ?? null,
    store: options.store ?? null,
    title,
    expiresAt,
  });
  if (!given.ok) return refusal(given);
  const { token, view, membership } = given.value;
  if (options.json) console.log(JSON.stringify({ token, ...view, role, marketplace: membership.marketplace }));
  else {
    say({
      en: `Token ${view.id} of ${view.person} as ${role}, until ${view.expires_at.toISOString()}. It is shown once:`,
      zh: `令牌 ${view.id}（${view.person}，${role}），有效期至 ${view.expires_at.toISOString()}，仅显示一次：`,
    });
    console.log(token);
  }
  return 0;
}

function wrong(text: string): number {
  console.error(`${text}. See npm run tokens -- issue --help.`);
  return 1;
}

async function show(directory: Directory, options: { person?: string; json?: boolean }): Promise<number> {
  const tokens = await directory.tokensOf(options.person ?? null);
  const rows = tokens.map((one) => {
    const state = one.revoked_at ? "revoked" : one.expires_at <= clock.now() ? "expired" : "valid";
    return [one.id, one.person, one.hint, state, one.expires_at.toISOString(), one.title];
  });
  if (options.json) console.log(JSON.stringify(tokens));
  else console.log(table([["id", "person", "token", "state", "until", "title"], ...rows]));
  return 0;
}

async function revoke(directory: Directory, id: string): Promise<number> {
  const gone = await directory.revokeToken(id);
  if (!gone.ok) return refusal(gone);
  say({ en: `${id} is revoked.`, zh: `${id} 已吊销。` });
  return 0;
}

const program = new Command("npm run tokens --");
program
  .command("issue")
  .description("make a token for a person's role; without --marketplace it reaches the whole house")
  .option("--person <id>", "a known person")
  .option("--name <name>", "a new person")
  .requiredOption("--role <role>", Object.keys(roles).join(", "))
  .option("--marketplace <id>")
  .option("--store <id>", "for the merchant roles")
  .option("--title <text>", "what it is for", "")
  .option("--days <number>", "how long it is valid", "90")
  .option("--json")
  .action((options: IssueOptions) => withDirectory((directory) => issue(directory, options)));
program
  .command("list")
  .description("all tokens, newest first; never their text")
  .option("--person <id>")
  .option("--json")
  .action((options: { person?: string; json?: boolean }) => withDirectory((directory) => show(directory, options)));
program
  .command("revoke")
  .description("stop a token at once")
  .argument("<id>", "tok_…")
  .action((id: string) => withDirectory((directory) => revoke(directory, id)));
await program.parseAsync();
