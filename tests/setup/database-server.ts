import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { type DatabaseUrls, type Embedded, startEmbedded } from "#db/embedded";
import { migrate } from "#db/migrate";

declare module "vitest" {
  export interface ProvidedContext {
    databaseServer: string;
  }
}

export const templateName = "hutong_template";

type Booted = Embedded & { remove(): Promise<void> };

async function boot(): Promise<Booted> {
  const home = mkdtempSync(join(tmpdir(), "hutong-tests-"));
  chmodSync(home, 0o711); // as root the server's user must pass through
  const embedded = await startEmbedded({ home, durable: false });
  return {
    ...embedded,
    remove: async () => {
      await embedded.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(urls: DatabaseUrls): Promise<void> {
  const admin = new pg.Client({ connectionString: urls.adminUrl });
  await admin.connect();
  await admin.query(`create database ${templateName} owner hutong_owner`);
  await admin.end();
  await migrate(urls.ownerUrl.replace(/\/hutong$/, `/${templateName}`), { now: () => new Date() });
}

/**
 * One PostgreSQL for the whole run, booted by the first test that asks for a database: a run of unit tests pays
 * nothing. Tests ask over loopback, since they run in processes of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let booted: Promise<Booted> | null = null;
  let template: Promise<void> | null = null;
  const door = createServer((request, response) => {
    const answer = async (): Promise<string> => {
      booted ??= boot();
      const { ownerUrl, appUrl, adminUrl } = await booted;
      if (request.url === "/template") {
        template ??= makeTemplate({ ownerUrl, appUrl, adminUrl });
        await template;
      }
      return JSON.stringify({ ownerUrl, appUrl, adminUrl } satisfies DatabaseUrls);
    };
    answer().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  project.provide("databaseServer", `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.closeAllConnections();
    door.close();
    if (booted !== null) await (await booted.catch(() => null))?.remove();
  };
}
