import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseUrls } from "#db/embedded";

export type TestDatabase = {
  /** Role hutong_owner: may do anything in this database. */
  ownerUrl: string;
  /** Role hutong_app: what the server connects as. */
  appUrl: string;
  /** Closes whoever is still connected and drops the database; safe to leave out, the run drops all. */
  drop(): Promise<void>;
};

const asked = new Map<string, Promise<DatabaseUrls>>();

function ask(what: "server" | "template"): Promise<DatabaseUrls> {
  const known = asked.get(what);
  if (known !== undefined) return known;
  const answer = fetch(`${inject("databaseServer")}/${what}`).then(async (response) => {
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as DatabaseUrls;
  });
  asked.set(what, answer);
  return answer;
}

/** The run's PostgreSQL itself, for the few tests that need its superuser. */
export const testServer = (): Promise<DatabaseUrls> => ask("server");

async function asAdmin(urls: DatabaseUrls, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: urls.adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A database of its own on the run's PostgreSQL; by default migrated, in about 50 ms. */
export async function freshDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const migrated = options.migrated ?? true;
  const urls = await ask(migrated ? "template" : "server");
  const name = `t_${randomBytes(8).toString("hex")}`;
  const template = migrated ? "hutong_template" : "template0";
  // File copy spares the log: on data nobody keeps, that is the fast way.
  await asAdmin(urls, `create database ${name} template ${template} owner hutong_owner strategy file_copy`);
  return {
    ownerUrl: urls.ownerUrl.replace(/\/hutong$/, `/${name}`),
    appUrl: urls.appUrl.replace(/\/hutong$/, `/${name}`),
    drop: () => asAdmin(urls, `drop database if exists ${name} with (force)`),
  };
}
