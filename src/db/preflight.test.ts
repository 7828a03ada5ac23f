import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { freshDatabase, testServer } from "../../tests/database.ts";
import { oldServer } from "../../tests/old-postgres.ts";
import { preflight, refuseSandboxData } from "./preflight.ts";

const here = { now: () => new Date() };
const fine = { clock: here, compareClock: true };

test("the app role on a migrated database passes", async () => {
  const database = await freshDatabase();
  onTestFinished(database.drop);
  await preflight(database.appUrl, fine);
  await refuseSandboxData(database.appUrl, new Date("2026-11-22T00:00:00Z"));
});

test("owner and superuser are refused", async () => {
  const database = await freshDatabase();
  onTestFinished(database.drop);
  await expect(preflight(database.ownerUrl, fine)).rejects.toMatchObject({ code: "database_role_too_strong" });
  const { adminUrl } = await testServer();
  await expect(preflight(adminUrl, fine)).rejects.toMatchObject({
    code: "database_role_too_strong",
    what: { en: expect.stringContaining("superuser") },
  });
});

test("a clock more than 200 ms off is refused, either way; a sandbox clock is not compared", async () => {
  const { appUrl } = await testServer();
  const shifted = (ms: number) => ({ now: () => new Date(here.now().getTime() + ms) });
  for (const ms of [260, -260, 3_600_000]) {
    const attempt = preflight(appUrl, { clock: shifted(ms), compareClock: true });
    await expect(attempt).rejects.toMatchObject({ code: "clock_off" });
  }
  await preflight(appUrl, { clock: shifted(150), compareClock: true });
  await preflight(appUrl, { clock: shifted(3_600_000), compareClock: false });
});

test("nobody there, and a wrong password, are told apart; the password is never shown", async () => {
  const { appUrl } = await testServer();
  const nobody = preflight("postgres://hutong_app:geheim@127.0.0.1:1/hutong", fine);
  await expect(nobody).rejects.toMatchObject({ code: "database_unreachable" });
  await expect(nobody).rejects.not.toThrow(/geheim/);
  const wrong = new URL(appUrl);
  wrong.password = "geheim";
  const refused = preflight(wrong.href, fine);
  await expect(refused).rejects.toMatchObject({ code: "database_refused_login" });
  await expect(refused).rejects.not.toThrow(/geheim/);
});

test("PostgreSQL 14 is refused, 15 is taken", async () => {
  const old = preflight(await oldServer("14.19 (Debian 14.19-1)"), fine);
  await expect(old).rejects.toMatchObject({ code: "database_too_old", what: { en: expect.stringContaining("14.19") } });
});

const sandboxRows = `
  insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
    values ('mkt_1', '集市', 'Market', 'Asia/Shanghai', 'open', '2026-01-01', 1);
  insert into wallet_accounts (id, marketplace, wallet, title, public_settings, secret_settings, secret_names, key_id,
                               state, created_at, version)
    select id, 'mkt_1', 'alipay', id, settings::jsonb, 's', '{}', key_id, state, '2026-01-01', 1
      from (values ('wac_loopback', '{"gateway":"http://127.0.0.1:3401/gateway.do"}', 'k-1', 'enabled'),
                   ('wac_sandbox', '{}', 'sandbox-1', 'enabled'),
                   ('wac_disabled', '{}', 'sandbox-1', 'disabled'),
                   ('wac_real', '{}', 'k-1', 'enabled')) as v (id, settings, key_id, state);
  insert into people (id, name, state, created_at, version) values ('per_1', 'A', 'active', '2026-01-01', 1);
  insert into memberships (id, person, role, created_by, created_at, version)
    values ('mem_1', 'per_1', 'operator', 'house', '2026-01-01', 1);
  insert into personal_tokens (id, person, membership, title, hash, last4, created_at, expires_at, version, mode)
    select id, 'per_1', 'mem_1', id, sha256(id::bytea), '0000', '2026-01-01', expires_at::timestamptz, 1, mode
      from (values ('tok_sandbox', '2026-12-01', 'test'), ('tok_over', '2026-10-01', 'test'),
                   ('tok_real', '2026-12-01', 'live')) as v (id, expires_at, mode);
  insert into api_keys (id, marketplace, title, mode, hash, prefix, last4, scopes, created_by, created_at, version)
    values ('key_sandbox', 'mkt_1', 'A', 'test', sha256('a'), 'hk_test_', '0000', '{}', 'house', '2026-01-01', 1)`;

test("production refuses a sandbox's wallet accounts, keys and tokens", async () => {
  const database = await freshDatabase();
  onTestFinished(database.drop);
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(sandboxRows);
  await client.end();
  const attempt = refuseSandboxData(database.appUrl, new Date("2026-11-22T00:00:00Z"));
  await expect(attempt).rejects.toThrow(
    /: API key key_sandbox, token tok_sandbox, wallet account wac_loopback, wallet account wac_sandbox\./,
  );
});
