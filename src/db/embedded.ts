import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Words } from "#start-fault";
import {
  type Credentials,
  didNotStart,
  initialised,
  prepareRoles,
  readCredentials,
  writeCredentials,
} from "./embedded-init.ts";
import { holderOf, takeLock } from "./embedded-lock.ts";
import { clearOrphan, clusterName, readPidFile } from "./embedded-orphan.ts";
import { choosePlace, type Place } from "./embedded-place.ts";
import { serverArguments } from "./embedded-settings.ts";

export type DatabaseUrls = {
  /** Role hutong_owner: migrates, owns database and tables. */
  ownerUrl: string;
  /** Role hutong_app: serves; only what the migrations grant. */
  appUrl: string;
  /** The superuser on database `postgres`: makes databases for tests, nothing else. */
  adminUrl: string;
};

export type EmbeddedOptions = {
  /** Folder for data, credentials, lock and log; made if missing. */
  home: string;
  /** Tests may trade durability for speed on data that nobody keeps; nothing else may. */
  durable?: boolean;
  /** Where files go that the server's user cannot reach in the home. */
  farRoot?: string;
};

export type Embedded = DatabaseUrls & {
  port: number;
  data: string;
  /** What a person should know about the place, in one line. */
  note: Words | null;
  /** Ends with the reason when the server dies without being asked to; stays open otherwise. */
  lost: Promise<Error>;
  /** Clean shutdown; may be called twice. */
  stop(): Promise<void>;
};

type Server = { child: ChildProcess; ended: Promise<string>; port: number };

/** Boots the PostgreSQL of the npm package over its own folder. Throws StartFault. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const home = resolve(options.home);
  const place = choosePlace(home, options.farRoot);
  const release = takeLock(place.base);
  try {
    await clearOrphan(place);
    const durable = options.durable ?? true;
    const credentials = await initialised(place, durable);
    const server = await startServer(place, credentials.port, durable);
    const known = { ...credentials, port: server.port };
    if (!known.prepared) await prepareRoles(urls(known).adminUrl, known);
    writeCredentials(place.base, { ...known, prepared: true });
    return running(place, server, urls(known), release);
  } catch (error) {
    release();
    throw error;
  }
}

/** The addresses of a database that another process of ours runs in this home now; null when none does. */
export function runningEmbedded(home: string): DatabaseUrls | null {
  const place = choosePlace(resolve(home));
  const credentials = readCredentials(place.base);
  if (credentials === null || credentials.port === null || holderOf(place.base) === null) return null;
  return readPidFile(place.data)?.ready ? urls(credentials) : null;
}

function urls(known: Credentials): DatabaseUrls {
  const url = (role: string, secret: string, database: string): string =>
    `postgres://${role}:${secret}@127.0.0.1:${known.port}/${database}`;
  return {
    ownerUrl: url("hutong_owner", known.owner, "hutong"),
    appUrl: url("hutong_app", known.app, "hutong"),
    adminUrl: url("postgres", known.admin, "postgres"),
  };
}

function running(place: Place, server: Server, known: DatabaseUrls, release: () => void): Embedded {
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    server.child.kill("SIGINT");
    const ended = await Promise.race([server.ended, pause(20_000, null, { ref: false })]);
    if (ended === null) {
      server.child.kill("SIGQUIT");
      await server.ended;
    }
    release();
  };
  const lost = new Promise<Error>((tell) => {
    void server.ended.then((why) => {
      if (stopping === null) tell(new Error(`The embedded PostgreSQL ended: ${why}.`));
    });
  });
  return {
    ...known,
    port: server.port,
    data: place.data,
    note: place.note,
    lost,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** A port may be taken between finding and binding it: then the next one is tried. */
async function startServer(place: Place, lastPort: number | null, durable: boolean): Promise<Server> {
  let why = "";
  for (let attempt = 0; attempt < 3; attempt++) {
    const port =
      (attempt === 0 && lastPort !== null && (await isFree(lastPort)) ? lastPort : null) ?? (await freePort());
    const server = launch(place, port, durable);
    const refused = await untilReady(place, server);
    if (refused === null) return server;
    why = refused;
    if (!/could not (bind|create)/.test(why)) break;
  }
  throw didNotStart(why, place);
}

function launch(place: Place, port: number, durable: boolean): Server {
  const log = openSync(join(place.base, "postgres.log"), "w", 0o600);
  const over = { cluster_name: clusterName, ...(durable ? {} : { fsync: "off", full_page_writes: "off" }) };
  const child = spawn(join(place.binaries, "postgres"), serverArguments(place.data, port, over), {
    cwd: place.data,
    env: { PATH: "/usr/bin:/bin", TZ: "UTC" },
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C in the terminal must reach us, who stop the server last.
    detached: true,
    ...(place.user ? { uid: place.user.uid, gid: place.user.gid } : {}),
  });
  closeSync(log);
  // Whatever ends this process without asking us, even half-way through a start, tells the server to shut down as well.
  const onExit = (): void => void child.kill("SIGINT");
  process.once("exit", onExit);
  child.once("exit", () => process.off("exit", onExit));
  const ended = new Promise<string>((tell) => {
    child.once("error", (error) => tell(error.message));
    child.once("exit", (code, signal) => tell(signal ?? `exit code ${code}`));
  });
  return { child, ended, port };
}

/** Null when it takes connections, else why it ended. */
async function untilReady(place: Place, server: Server): Promise<string | null> {
  let ended: string | null = null;
  void server.ended.then((why) => {
    ended = why;
  });
  // Recovery after a crash may take a while: as long as the server lives we wait, up to five minutes.
  for (let waited = 0; waited < 300_000; waited += 10) {
    if (ended !== null) return lastWords(place) || ended;
    const file = readPidFile(place.data);
    if (file?.ready && file.pid === server.child.pid) return null;
    await pause(10);
  }
  server.child.kill("SIGQUIT");
  return "it was not ready within five minutes";
}

function lastWords(place: Place): string {
  const lines = readFileSync(join(place.base, "postgres.log"), "utf8").split("\n");
  const fatal = lines.filter((line) => /FATAL|PANIC|could not/.test(line)).map((line) => line.replace(/^.*?\] /, ""));
  return fatal.slice(0, 3).join("; ").trim();
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise<boolean>((tell) => {
    probe.once("error", () => tell(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => tell(true)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  return await new Promise<number>((tell, fail) => {
    probe.once("error", fail);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === "object" ? tell(address.port) : fail(new Error("port")),
      );
    });
  });
}
