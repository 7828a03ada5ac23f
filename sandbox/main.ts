/** `npm run sandbox -- --port P [--home DIR]`: the wallets' fakes alone. Prints one JSON line when it is ready. */
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { buildWeb } from "../scripts/build-web.ts";
import { sandboxHttp } from "./http.ts";
import { PortTaken } from "./listen.ts";
import { startSandboxWallets } from "./start-wallets.ts";
import { machineTimer } from "./timer.ts";
import { sandboxWallets } from "./wallets.ts";

const project = join(import.meta.dirname, "..");
const asked = new Command("npm run sandbox --")
  .option("--port <number>", "the console and control port; 0 is any free one", "3400")
  .option("--home <folder>", "where keys and state are kept", join(project, ".hutong", "sandbox-alone"))
  .parse()
  .opts<{ port: string; home: string }>();

const port = /^\d{1,5}$/.test(asked.port) ? Number.parseInt(asked.port, 10) : -1;
if (port < 0 || port > 65_535) {
  console.error(`--port is a number from 0 to 65535, not "${asked.port}".`);
  process.exit(1);
}

const pages = join(project, "web", "dist");
await buildWeb({ outDir: pages });
const sandbox = await startSandboxWallets({
  home: resolve(asked.home),
  port,
  wallets: sandboxWallets,
  phonePages: join(pages, "phone"),
  now: () => new Date(),
  random: randomBytes,
  http: sandboxHttp,
  timer: machineTimer,
  say: (line) => console.error(line),
}).catch((fault: unknown) => {
  if (!(fault instanceof PortTaken)) throw fault;
  console.error(`Port ${port} is taken by another program: choose another with --port, or 0 for any free one.`);
  return process.exit(1);
});

const origin = (id: string) => sandbox.mounted.find((one) => one.wallet.id === id)?.origin ?? "";
console.log(
  JSON.stringify({
    ready: true,
    port: sandbox.port,
    credentials: `${sandbox.control}/credentials.json`,
    phone: `${sandbox.control}/phone`,
    wechatpay: { base_url: origin("wechatpay") },
    alipay: { gateway: `${origin("alipay")}/gateway.do`, endpoint: origin("alipay") },
  }),
);

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  });
