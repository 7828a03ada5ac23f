/** A house of `npm run chaos` in a process that may be killed at any moment: serves, or works, or both. */
import { tmpdir } from "node:os";
import { buildHouse } from "#main";
import { chaosConfig, chaosKey } from "./config.ts";

const [databaseUrl = "", port = "0", key = "", role = "http"] = process.argv.slice(2);
const masterKey = chaosKey(key);
const house = await buildHouse({
  ...{ config: chaosConfig(Number.parseInt(port, 10), masterKey), masterKey, databaseUrl, pages: tmpdir() },
  worker: role === "worker",
});
if (role === "http") await house.listen();
console.log(JSON.stringify({ ready: true }));
