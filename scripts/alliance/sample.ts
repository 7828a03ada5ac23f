import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contract, Dataset } from "#alliance";
import { say } from "../say.ts";

const year = 365 * 86_400_000;

/** Two parties' files, made up: people who saw a post, and a shop where half of them bought for 128.00. */
export function writeSample(folder: string, size: number): void {
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  const contract: Contract = {
    ...{ id: "seeding-sample", parties: ["notes", "shop"], purposes: ["conversion"], modes: ["size", "sum"] },
    ...{ starts: new Date(now - year).toISOString(), ends: new Date(now + year).toISOString() },
    ...{ crowd: 50, budget: 20, epsilon_milli: 1000, clip: "100000", padding: 20 },
  };
  const dataset = (title: string): Dataset => ({ title, purposes: ["conversion"], basis: "consent" });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write("contract.json", `${JSON.stringify(contract, null, 2)}\n`);
  write("secret", `${randomBytes(32).toString("hex")}\n`);
  write("viewers.json", JSON.stringify(dataset("Viewers of a post (simulation)")));
  write("buyers.json", JSON.stringify(dataset("Buyers of a shop (simulation)")));
  const half = Math.trunc(size / 2);
  write("viewers.csv", Array.from({ length: size }, (_, i) => `person-${i}\n`).join(""));
  write("buyers.csv", Array.from({ length: size }, (_, i) => `person-${i + half},12800\n`).join(""));
  const party = (who: string) =>
    `--contract ${folder}/contract.json --secret ${folder}/secret --dataset ${folder}/${who}.json --rows ${folder}/${who}.csv --home ${folder}/${who}-home`;
  say({ en: `Written to ${folder}. In one terminal:`, zh: `已写入 ${folder}。在一个终端中：` });
  console.log(`  npm run alliance -- serve ${party("buyers")}`);
  say({ en: "In another:", zh: "在另一个终端中：" });
  console.log(
    `  npm run alliance -- run ${party("viewers")} --partner http://127.0.0.1:7201 --purpose conversion --mode sum --run first`,
  );
}
