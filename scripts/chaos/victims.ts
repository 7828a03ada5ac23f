import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { type Embedded, startEmbedded } from "#db/embedded";
import { type Dice, makeDice } from "./dice.ts";

export type Victim = "http" | "worker" | "postgres";

/** What dies and comes back. Every pid is that of a process that this one started itself. */
export type Victims = {
  kill(who: Victim): Promise<void>;
  kills: Readonly<Record<Victim, number>>;
  /** Both houses end for good; the database stays. */
  stopHouses(): Promise<void>;
  close(): Promise<void>;
};

export async function startVictims(home: string, first: Embedded, port: number, key: string): Promise<Victims> {
  let database = first;
  const kills: Record<Victim, number> = { http: 0, worker: 0, postgres: 0 };
  const start = (role: "http" | "worker") => startHouse([database.appUrl, `${port}`, key, role]);
  const houses = { http: await start("http"), worker: await start("worker") };
  const stop = async (role: "http" | "worker"): Promise<void> => {
    await ended(houses[role], () => houses[role].kill("SIGKILL"));
  };
  const killPostgres = async (): Promise<void> => {
    const pid = Number.parseInt(
      readFileSync(join(database.data, "postmaster.pid"), "utf8").split("\n", 1)[0] ?? "",
      10,
    );
    if (!Number.isInteger(pid) || pid <= 1) throw new Error("The embedded server has no pid.");
    process.kill(pid, "SIGKILL");
    await database.lost;
    await database.stop();
    database = await again(home);
    if (database.appUrl !== first.appUrl) throw new Error("The database came back at another address.");
  };
  return {
    kills,
    async kill(who) {
      kills[who]++;
      if (who === "postgres") return await killPostgres();
      await stop(who);
      houses[who] = await start(who);
    },
    async stopHouses() {
      await Promise.all([stop("http"), stop("worker")]);
    },
    close: () => database.stop(),
  };
}

/** A server that was killed leaves its port and shared memory for a moment. */
async function again(home: string): Promise<Embedded> {
  for (let turn = 0; ; turn++) {
    try {
      return await startEmbedded({ home });
    } catch (fault) {
      if (turn >= 10) throw fault;
      await pause(500);
    }
  }
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  end();
  await gone;
}

/** A house whose database is down at its start ends, and is started again. */
async function startHouse(args: readonly string[]): Promise<ChildProcess> {
  for (let turn = 0; ; turn++) {
    const script = join(import.meta.dirname, "house.ts");
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    child.stderr?.on("data", (text: Buffer) => said.push(text.toString()));
    const ready = await new Promise<boolean>((resolve) => {
      child.once("exit", () => resolve(false));
      if (child.stdout) createInterface({ input: child.stdout }).once("line", () => resolve(true));
    });
    if (ready) return child;
    if (turn >= 20) throw new Error(`A house did not start: ${said.join("").slice(-500)}`);
    await pause(300);
  }
}

/** Kills each at its own random moments until the time is over; at times two or three are dead at once. */
export async function keepKilling(
  victims: Victims,
  { seed, calm }: { seed: number; calm: number },
  until: number,
  told: (line: string) => void,
): Promise<void> {
  const loop = async (who: Victim, dice: Dice): Promise<void> => {
    for (;;) {
      await pause(calm * dice.from(2000, 8000));
      if (performance.now() >= until) return;
      await victims.kill(who);
      told(`killed ${who} with -9; it is back`);
    }
  };
  const all = ["http", "worker", "postgres"] as const;
  await Promise.all(all.map((who, i) => loop(who, makeDice(seed * 10 + i))));
}
