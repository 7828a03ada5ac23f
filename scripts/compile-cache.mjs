// Loaded before a program (--import): what Node compiled of the sources once, with their types taken off, is kept for
// the next start. Lies beside the packages, which an update replaces; Node itself drops what no longer fits a source.
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
module.enableCompileCache?.(join(root, "node_modules", ".cache", "hutong-compiled"));
