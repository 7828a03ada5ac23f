/** `npm run sandbox -- --port P [--home DIR]`: the wallets' fakes alone. Prints one JSON line when it is ready. */
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { pooledRandom } from "#pooled-random";
import { StartFault } from "#start-fault";
import { buildWeb } from "../scripts/build-web.ts";
import { runProgram } from "../scripts/lifecycle.ts";
import { inWords } from "../scripts/say.ts";
import { sandboxClock } from "./clock.ts";
import { sandboxHttp } from "./http.ts";
import { PortTaken } from "./listen.ts";
import { startSandboxWallets } from "./start-wallets.ts";
import { machineTimer } from "./timer.ts";
import { sandboxWallets } from "./wallets.ts";

const project = join(import.meta.dirname, "..");

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number.parseInt(text, 10) : -1;
  if (port < 0 || port > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}

const asked = new Command("npm run sandbox --")
  .option(
    "--port <number>",
    "the console and control port, the wallets take the next ones; 0: any free one",
    readPort,
    3400,
  )
  .option("--home <folder>", "where keys, ports and payments are kept", join(project, ".hutong", "sandbox-alone"))
  .parse()
  .opts<{ port: number; home: string }>();

function portTaken({ port }: PortTaken): StartFault {
  return new StartFault(
    "port_taken",
    { en: `Port ${port} is taken by another program.`, zh: `端口 ${port} 已被其他程序占用。` },
    {
      en: "Choose another with --port, or 0 for any free one.",
      zh: "请用 --port 换一个端口，0 表示任意空闲端口。",
    },
  );
}

const toStandardError = (words: StartFault["what"]): void => console.error(inWords(words));

// Standard output holds the one line that programs wait for, and nothing else.
await runProgram(async (closer) => {
  const pages = join(project, "web", "dist");
  const clock = sandboxClock();
  await buildWeb({ outDir: pages, apps: ["phone"] });
  const sandbox = await startSandboxWallets({
    ...{ home: resolve(asked.home), port: asked.port, wallets: sandboxWallets, phonePages: join(pages, "phone") },
    ...{ now: clock.now, clock, random: pooledRandom(), http: sandboxHttp, timer: machineTimer },
    say: (line) => console.error(line),
  }).catch((fault: unknown) => {
    throw fault instanceof PortTaken ? portTaken(fault) : fault;
  });
  closer.add(() => sandbox.close());
  const ready = {
    ready: true,
    port: sandbox.port,
    credentials: `${sandbox.control}/credentials.json`,
    phone: `${sandbox.control}/phone`,
    ...Object.fromEntries(sandbox.mounted.map(({ wallet, origin }) => [wallet.id, wallet.addresses(origin)])),
  };
  console.log(JSON.stringify(ready));
  return null;
}, toStandardError);
