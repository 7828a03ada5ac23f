/** `npm run states`: prints every state table as a page of docs/states. A test fails where a page is stale. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./checks.ts";
import { stateDiagrams, statePage } from "./state-diagrams.ts";

const folder = join(root, "docs", "states");
mkdirSync(folder, { recursive: true });
for (const diagram of stateDiagrams) {
  writeFileSync(join(folder, `${diagram.name}.md`), statePage(diagram));
  console.log(`docs/states/${diagram.name}.md`);
}
