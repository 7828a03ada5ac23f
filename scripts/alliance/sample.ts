import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contract, Dataset } from "#alliance";
import { say } from "../say.ts";

const year = 365 * 86_400_000;

const dataset = (title: string): Dataset => ({ title, purposes: ["conversion"], basis: "consent" });

function contractOf(id: string, parties: readonly string[], modes: Contract["modes"]): Contract {
  const now = Date.now();
  return {
    ...{ id, parties, purposes: ["conversion"], modes },
    ...{ starts: new Date(now - year).toISOString(), ends: new Date(now + year).toISOString() },
    ...{ crowd: 50, budget: 20, epsilon_milli: 1000, clip: "100000", padding: 20 },
  };
}

function writerIn(folder: string): (name: string, text: string) => void {
  mkdirSync(folder, { recursive: true });
  return (name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });
}

/** Three parties' files: each two share two thirds of their rows, all three one third; the shop sold for 128.00. */
export function writeRing(folder: string, size: number): void {
  const write = writerIn(folder);
  const names = ["notes", "shop", "maps"] as const;
  write(
    "contract.json",
    `${JSON.stringify({ ...contractOf("ring-sample", names, ["size", "sum"]), amounts: "shop" }, null, 2)}\n`,
  );
  const third = Math.trunc(size / 3);
  for (const [n, name] of names.entries()) {
    write(`${name}.json`, JSON.stringify(dataset(`Users of ${name} (simulation)`)));
    const amount = name === "shop" ? ",12800" : "";
    write(`${name}.csv`, Array.from({ length: size }, (_, i) => `person-${i + n * third}${amount}\n`).join(""));
    if (n > 0) write(`secret-${name}`, `${randomBytes(32).toString("hex")}\n`);
  }
  const party = (name: string): string =>
    `--contract ${folder}/contract.json --dataset ${folder}/${name}.json --rows ${folder}/${name}.csv --home ${folder}/${name}-home --name ${name}`;
  say({ en: `Written to ${folder}. In two terminals:`, zh: `已写入 ${folder}。在两个终端中：` });
  console.log(`  npm run alliance -- serve ${party("shop")} --secret ${folder}/secret-shop --port 7201`);
  console.log(`  npm run alliance -- serve ${party("maps")} --secret ${folder}/secret-maps --port 7202`);
  say({ en: "In a third:", zh: "在第三个终端中：" });
  const others = `--with shop=http://127.0.0.1:7201=${folder}/secret-shop maps=http://127.0.0.1:7202=${folder}/secret-maps`;
  console.log(`  npm run alliance -- together ${party("notes")} ${others} --purpose conversion --mode sum --run first`);
}

/** Two parties' files, made up: people who saw a post, and a shop where half of them bought for 128.00. */
export function writeSample(folder: string, size: number): void {
  const write = writerIn(folder);
  const contract = contractOf("seeding-sample", ["notes", "shop"], ["size", "sum"]);
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
