import pg from "pg";
import { StartFault, wordsOf } from "#start-fault";
import type { Clock } from "./clock.ts";

const oldestVersion = 15;
/** Expiry, freshness of notices and days of books all read the clock: further off, a process must not serve. */
const clockLimitMs = 200;

export type PreflightOptions = {
  clock: Clock;
  /** False while the sandbox has set a clock of its own. */
  compareClock: boolean;
};

/** Proves that the app's database can be served from. Throws StartFault: one clear sentence, and what to do. */
export async function preflight(appUrl: string, options: PreflightOptions): Promise<void> {
  const client = await connectOrSay(appUrl, "DATABASE_URL");
  try {
    await checkVersion(client);
    await checkRole(client);
    if (options.compareClock) await checkClock(client, options.clock);
  } finally {
    await client.end();
  }
}

/** Where it points, without user and password. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function connectOrSay(url: string, setting: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "hutong-preflight",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined); // a connection lost later fails the query that waits for it
  try {
    await client.connect();
    return client;
  } catch (error) {
    const refused = error instanceof pg.DatabaseError && (error.code ?? "").startsWith("28");
    throw new StartFault(
      refused ? "database_refused_login" : "database_unreachable",
      {
        en: `The database of ${setting} (${shown(url)}) ${refused ? "refuses our login" : "cannot be reached"}: ${wordsOf(error)}.`,
        zh: `${setting} 指向的数据库（${shown(url)}）${refused ? "拒绝登录" : "无法连接"}：${wordsOf(error)}。`,
      },
      refused
        ? { en: "Check user and password in it.", zh: "请检查其中的用户名和密码。" }
        : {
            en: "Check host and port, or leave it out to use the embedded PostgreSQL.",
            zh: "请检查主机和端口；不设置该变量则使用内置的 PostgreSQL。",
          },
    );
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>("show server_version");
  const version = rows[0]?.server_version ?? "";
  if (Number.parseInt(version, 10) >= oldestVersion) return;
  throw new StartFault(
    "database_too_old",
    {
      en: `The database is PostgreSQL ${version}, Hutong needs ${oldestVersion} or newer.`,
      zh: `数据库版本为 PostgreSQL ${version}，需要 ${oldestVersion} 或更新版本。`,
    },
    {
      en: "Upgrade it, or leave DATABASE_URL out to use the embedded PostgreSQL.",
      zh: "请升级数据库；不设置 DATABASE_URL 则使用内置的 PostgreSQL。",
    },
  );
}

/** Who may change tables may also change the past: the server must not be such a role, nor be able to become one. */
async function checkRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ who: string; superuser: boolean; owner: boolean }>(
    `select current_user as who, r.rolsuper as superuser,
            pg_has_role(current_user, d.datdba, 'MEMBER') or exists (
              select 1 from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                and pg_has_role(current_user, c.relowner, 'MEMBER')) as owner
       from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`,
  );
  const role = rows[0];
  if (role === undefined || (!role.superuser && !role.owner)) return;
  const en = role.superuser ? "is a superuser" : "owns the database or its tables";
  const zh = role.superuser ? "是超级用户" : "拥有该数据库或其中的表";
  throw new StartFault(
    "database_role_too_strong",
    { en: `DATABASE_URL logs in as ${role.who}, who ${en}.`, zh: `DATABASE_URL 以 ${role.who} 登录，该角色${zh}。` },
    {
      en: "Log in as hutong_app, and name the owner in DATABASE_OWNER_URL for migrations only.",
      zh: "请以 hutong_app 登录；所有者只写在 DATABASE_OWNER_URL 中，仅供迁移使用。",
    },
  );
}

/** The offset is at least what the quickest of five round trips leaves no doubt about. */
async function checkClock(client: pg.Client, clock: Clock): Promise<void> {
  let off = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const before = clock.now().getTime();
    const { rows } = await client.query<{ at: Date }>("select clock_timestamp() as at");
    const after = clock.now().getTime();
    const theirs = rows[0]?.at.getTime() ?? before;
    const sure = Math.max(0, theirs - after, before - theirs);
    off = Math.min(off, sure);
  }
  if (off <= clockLimitMs) return;
  throw new StartFault(
    "clock_off",
    {
      en: `This machine's clock is ${off} ms off the database's; more than ${clockLimitMs} ms is not safe.`,
      zh: `本机时钟与数据库时钟相差 ${off} 毫秒，超过 ${clockLimitMs} 毫秒即不安全。`,
    },
    { en: "Let both machines keep time by NTP, then start again.", zh: "请让两台机器都用 NTP 校时，然后重新启动。" },
  );
}

/**
 * Refuses to serve production from what a sandbox wrote: wallet accounts sealed with a sandbox's key or pointing at a
 * machine of our own, API keys for tests, and tokens.
 */
export async function refuseSandboxData(appUrl: string, now: Date): Promise<void> {
  const client = await connectOrSay(appUrl, "DATABASE_URL");
  try {
    const { rows } = await client.query<{ what: string }>(
      `select 'wallet account ' || id as what from wallet_accounts
         where state = 'enabled' and (key_id like 'sandbox-%' or public_settings::text ~* $1)
       union all
       select 'API key ' || id from api_keys where mode = 'test' and revoked_at is null
       union all
       select 'token ' || id from personal_tokens where mode = 'test' and revoked_at is null and expires_at > $2
       order by 1 limit 20`,
      ["https?://(127\\.|localhost|\\[::1\\])", now],
    );
    if (rows.length === 0) return;
    const list = rows.map((row) => row.what).join(", ");
    throw new StartFault(
      "settings_wrong",
      { en: `The database holds what a sandbox made: ${list}.`, zh: `数据库中有沙箱建立的内容：${list}。` },
      {
        en: "Serve production from a database of its own, or disable the accounts and revoke the keys and tokens.",
        zh: "请为生产环境使用单独的数据库，或停用这些账户并吊销这些密钥与令牌。",
      },
    );
  } finally {
    await client.end();
  }
}
