/** `DATABASE_OWNER_URL=… node src/db/migrate-process.ts [--json]`: alone works with the rights of the owner. */
import { StartFault, wordsOf } from "#start-fault";
import { migrate } from "./migrate.ts";

const json = process.argv.includes("--json");
const ownerUrl = process.env["DATABASE_OWNER_URL"];

function unreachable(error: unknown): StartFault {
  return new StartFault(
    "database_unreachable",
    {
      en: `The database of DATABASE_OWNER_URL cannot be used: ${wordsOf(error)}.`,
      zh: `无法使用 DATABASE_OWNER_URL 指向的数据库：${wordsOf(error)}。`,
    },
    { en: "Check the address, user and password, then start again.", zh: "请检查地址、用户名和密码后重新启动。" },
  );
}

try {
  if (!ownerUrl) throw new Error("DATABASE_OWNER_URL is not set");
  const done = await migrate(ownerUrl, { now: () => new Date() });
  const text = done.applied.length === 0 ? "Nothing to migrate." : `Migrated: ${done.applied.join(", ")}.`;
  console.log(json ? JSON.stringify(done) : text);
} catch (error) {
  const fault = error instanceof StartFault ? error : unreachable(error);
  if (json) console.log(JSON.stringify({ code: fault.code, what: fault.what, wayOut: fault.wayOut }));
  else console.error(fault.message);
  process.exitCode = 1;
}
