import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHutong } from "#sdk";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { root } from "../source-files.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let house: string;
let token: string;
const folder = mkdtempSync(join(tmpdir(), "hutong-guides-"));

/** The pretend phone, and a door by which the shell's waiting lets the house work. */
const phone = createServer(async (request, response) => {
  if (request.url === "/phone/pay") {
    const { code, decision } = JSON.parse(await text(request)) as { code: string; decision: "pay" };
    await flow.fakes.wechatpay.act(code, decision);
  }
  await flow.settle();
  if (request.url === "/wait") flow.advance(120);
  await flow.settle();
  response.end("{}");
});

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  house = await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  token = await flow.house.operatorToken();
  await new Promise<void>((resolve) => phone.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  phone.close();
  await flow?.house.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

/** A guide's shell, block after block as it is printed. */
const blocksOf = (guide: string): string[] => {
  const words = readFileSync(join(root, guide), "utf8");
  return [...words.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
};

function shell(script: string): Promise<{ code: number; lines: string[]; faults: string }> {
  const file = join(folder, "guide.sh");
  writeFileSync(file, script);
  const env = { PATH: `${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}`, LANG: "C" };
  return new Promise((resolve) =>
    execFile("bash", ["-eu", file], { env, cwd: root }, (error, out, faults) =>
      resolve({ code: error ? 1 : 0, lines: out.split("\n").filter((line) => line !== ""), faults }),
    ),
  );
}

/** The first block of a guide in that language which holds these words. */
const blockOf = (guide: string, language: string, words: string): string => {
  const all = readFileSync(join(root, guide), "utf8").matchAll(/^( *)```(\w+)\n([\s\S]*?)\n *```/gm);
  const found = [...all].find(([, , own, block = ""]) => own === language && block.includes(words));
  if (!found) throw new Error(`${guide} has no such block.`);
  return found[3] ?? "";
};

test("the integrator's checkout, as it is printed", async () => {
  const printed = blockOf("docs/guides/integrator.md", "json", "POST /v1/checkouts");
  const body = printed.replace(/^ *POST \S+\n/, "").replace("sto_…", flow.stores[0] ?? "");
  const answer = await fetch(`${house}/v1/checkouts`, {
    ...{ method: "POST", body },
    headers: {
      authorization: `Bearer ${flow.token}`,
      "idempotency-key": "guide-1",
      "content-type": "application/json",
    },
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  expect(await answer.json()).toMatchObject({ amount: { minor: "25600" }, url: expect.stringContaining("http") });
});

/** A paid order of 12.30 yuan. */
async function paid(): Promise<string> {
  const amount = { currency: "CNY" as const, minor: "1230" };
  const lines = [{ title: "茶", quantity: 1, amount }];
  const hutong = createHutong({ url: house, token: flow.token });
  const orders = [{ store: flow.stores[0] ?? "", number: "G-1", title: "茶", amount, lines }];
  const urls = { success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no" };
  const { id } = await hutong.api.createCheckout({ body: { orders, ...urls } });
  const how = { wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const started = await hutong.api.startPayment({ body: { checkout: id, ...how } });
  if (started.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.wechatpay.act(started.action.content, "pay");
  await flow.settle();
  flow.advance(120);
  await flow.settle();
  return started.payments[0]?.id ?? "";
}

test("the client's first lines in sdk.md: a payment read, a refund made, events listed", async () => {
  const payment = await paid();
  const printed = blockOf("docs/guides/sdk.md", "ts", "createHutong");
  const program = printed
    .replace("./sdk/index.ts", join(root, "sdk/index.ts"))
    .replace("http://127.0.0.1:3300", house)
    .replace("pay_…", payment)
    .replace('type: "refund.refunded"', 'type: "payment.paid"');
  const file = join(folder, "client.ts");
  writeFileSync(file, program);
  const env = { PATH: process.env["PATH"] ?? "", HOUSE_TOKEN: token };
  const { error, out, faults } = await new Promise<{ error: Error | null; out: string; faults: string }>((resolve) =>
    execFile(process.execPath, [file], { env }, (fault, stdout, stderr) =>
      resolve({ error: fault, out: stdout, faults: stderr }),
    ),
  );
  expect(error, faults).toBe(null);
  expect(out).toContain(payment);
});

test("the quick start's own lines: create, pay, query, refund, and the refund once more", async () => {
  const [start, ...blocks] = blocksOf("docs/guides/quickstart.md");
  expect(start).toContain("npm start");
  expect(blocks.length).toBeGreaterThan(6);
  const phoneUrl = `http://127.0.0.1:${(phone.address() as AddressInfo).port}`;
  // What names this machine's ports, makes a token or proves the books has tests of its own; a demo shop sells tea.
  const script = blocks
    .slice(0, -2)
    .join("\n")
    .replace(/^HOUSE=.*$/m, `HOUSE=${house} PHONE=${phoneUrl}\nsleep() { curl -s $PHONE/wait > /dev/null; }`)
    .replace(/^TOKEN=.*$/m, `TOKEN=${token}`)
    .replace(".find(s => /Tea/.test(s.name.en))", "[0]");
  const again = 'post /v1/refunds refund-1 "{\\"payment\\":\\"$PAYMENT\\",\n  \\"amount\\":{\\"currency\\":\\"CNY\\",';
  const repeated = `${again}\\"minor\\":\\"230\\"},\\"reason\\":\\"one tin was dented\\"}" | pick .id\necho $REFUND`;
  const { code, lines, faults } = await shell(`${script}\n${repeated}\n`);
  expect(code, faults).toBe(0);
  expect(lines.slice(0, 6)).toEqual(["true", "{}complete", "paid", "refunded", "230", lines[6]]);
  expect(lines[5]).toMatch(/^ref_/);
}, 60_000);
