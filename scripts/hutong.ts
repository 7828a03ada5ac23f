#!/usr/bin/env node
/**
 * `hutong`: what an integrator does at a terminal. Exit codes: 0 done; 1 refused, or a difference was found; 2 the
 * command line is wrong; 3 no answer, so that the outcome is unknown. Its settings do not begin with HUTONG_: the house
 * refuses such names where it does not know them, and one shell serves both.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { readLanguage } from "#config";
import { addApiCommands } from "./hutong/api-commands.ts";
import { runScript } from "./hutong/child.ts";
import { CommandFault, type Common, exits, readAddress, readFault, type Told, tellHouse } from "./hutong/context.ts";
import { explain } from "./hutong/explain.ts";
import { type FollowingGiven, following } from "./hutong/following.ts";
import { addHelp, chinese, helpWords } from "./hutong/help.ts";
import { approveChange, listHub, proposeEndpoint, proposeKey } from "./hutong/hub.ts";
import { listen } from "./hutong/listen.ts";
import { saveOpenness, verifyOpenness } from "./hutong/openness.ts";
import { resend } from "./hutong/resend.ts";
import { trigger } from "./hutong/trigger.ts";
import { inWords } from "./say.ts";

const w = (en: string, zh: string): string => inWords({ en, zh });

/** Programs read a fault as JSON, as they read the answer. */
async function ended(work: () => Promise<number>, json = false): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const fault = readFault(error);
    if (fault === null) throw error;
    const { words, problem, code } = fault;
    console.error(json ? JSON.stringify({ error: { code: problem, ...words }, exit: code }) : inWords(words));
    process.exitCode = code;
  }
}

const withHouse = (common: Common, work: (told: Told) => Promise<number>): Promise<void> =>
  ended(async () => await work(tellHouse(common, inWords, readLanguage())), common.json);

const program = new Command("hutong").description(w("A Hutong house from the terminal", "在终端中使用互通"));
chinese(program, readLanguage());

const houseUrl = () =>
  new Option(
    "--url <address>",
    w(
      "the house; else the one of login, or http://127.0.0.1:3300",
      "系统地址；缺省为登录时的地址或 http://127.0.0.1:3300",
    ),
  ).env("HOUSE_URL");
const asJson = ["--json", w("JSON instead of words", "输出 JSON")] as const;

/** A command that asks a house; each says where it is and who asks. */
function asking(name: string, description: string, below: Command = program): Command {
  return below
    .command(name)
    .description(description)
    .addOption(houseUrl())
    .addOption(new Option("--token <token>", w("a key or personal token", "密钥或个人令牌")).env("HOUSE_TOKEN"))
    .option(...asJson);
}

asking("listen", w("follow events, and forward them as signed webhooks", "跟随事件，并以签名回调转发"))
  .option("--forward <url>", w("post each event there", "将每个事件推送到该地址"))
  .option("--events <types...>", w("such as payment.* refund.refunded", "例如 payment.* refund.refunded"), ["*"])
  .option("--secret <whsec>", w("signs what is forwarded; otherwise one is made", "转发所用签名密钥；缺省则生成"))
  .option("--recent <number>", w("show so many of the past first", "先显示最近若干条"), "0")
  .option("--interval <seconds>", w("between two looks", "轮询间隔秒数"), "1")
  .action((given: Common & FollowingGiven & { forward?: string; events: string[]; secret?: string }) =>
    withHouse(given, (told) => {
      const asked = following(given);
      if (given.forward !== undefined) readAddress(given.forward, "--forward");
      const secret = readSecret(given.secret) ?? `whsec_${randomBytes(24).toString("base64")}`;
      if (given.forward && !given.secret) console.error(`${w("Secret", "签名密钥")}: ${secret}`);
      const { events, forward = null } = given;
      return listen(told, { ...asked, events, forward, secret });
    }),
  );

addApiCommands({ program, asking, withHouse });

asking("trigger", w("make a payment in the sandbox, paid on the pretend phone", "在沙箱中完成一笔支付"))
  .addOption(
    new Option("--control <address>", w("the sandbox's control address", "沙箱控制地址"))
      .env("HOUSE_CONTROL")
      .default("http://127.0.0.1:3400"),
  )
  .option("--store <id>", w("the first open one otherwise", "缺省为第一家营业店铺"))
  .option("--wallet <id>", w("wechatpay, alipay, …", "wechatpay、alipay 等"), "wechatpay")
  .option("--amount <yuan>", w("such as 12.30", "例如 12.30"), "12.30")
  .addOption(
    new Option("--decision <what>", w("what the buyer does", "买家的操作"))
      .choices(["pay", "cancel", "insufficient"])
      .default("pay"),
  )
  .option("--refund", w("and give it back", "随后全额退款"))
  .action((given: Common & Omit<Parameters<typeof trigger>[1], "json" | "refund"> & { refund?: boolean }) =>
    withHouse(given, (told) => trigger(told, { ...given, refund: given.refund ?? false, json: given.json ?? false })),
  );

asking("resend", w("send a webhook once more", "重新推送一条回调"))
  .argument("<id>", w("a delivery (whd_…), or an event (evt_…): its latest deliveries", "推送记录 whd_… 或事件 evt_…"))
  .action((id: string, given: Common) => withHouse(given, (told) => resend(told, id, given.json ?? false)));

asking("explain", w("why a wallet is, or is not, on offer in a store", "解释某钱包在某店铺为何可用或不可用"))
  .requiredOption("--store <id>", w("the store", "店铺"))
  .requiredOption("--wallet <id>", w("wechatpay, alipay, …", "wechatpay、alipay 等"))
  .option("--amount <yuan>", w("such as 300.00", "例如 300.00"))
  .option("--at <instant>", w("RFC 3339; now otherwise", "RFC 3339 时刻；缺省为当前"))
  .action((given: Common & Parameters<typeof explain>[1]) =>
    withHouse(given, (told) => {
      const { store, wallet, amount, at } = given;
      return explain(told, { store, wallet, amount, at, json: given.json ?? false });
    }),
  );

asking("hub", w("wallets at the hub between wallets", "互转枢纽的参与方")).action((given: Common) =>
  withHouse(given, (told) => listHub(told, given.json ?? false)),
);

type Act = (told: Told, subject: string, what: string, given: { json: boolean; why: string }) => Promise<number>;
function hubChange(name: string, description: string, what: string, act: Act): void {
  asking(name, description)
    .argument("<wallet>", w("such as alipay", "例如 alipay"))
    .argument(`<${what}>`)
    .requiredOption("--why <text>", w("kept for ever", "永久留存的理由"))
    .action((wallet: string, value: string, given: Common & { why: string }) =>
      withHouse(given, (told) => act(told, wallet, value, { json: given.json ?? false, why: given.why })),
    );
}

hubChange("hub-endpoint", w("propose where a wallet listens", "提议参与方的回调地址"), "url", proposeEndpoint);
hubChange("hub-key", w("propose one more public key of a wallet", "提议新增参与方公钥"), "pem-file", proposeKey);

asking("hub-approve", w("approve what another person proposed", "批准他人提议的变更"))
  .argument("<change>", "hch_…")
  .requiredOption("--why <text>", w("kept for ever", "永久留存的理由"))
  .action((id: string, given: Common & { why: string }) =>
    withHouse(given, (told) => approveChange(told, id, { json: given.json ?? false, why: given.why })),
  );

const openness = program
  .command("openness")
  .description(w("what everybody may check, without a token: verify, save", "开放度公示的核验与保存：verify、save"));

openness
  .command("verify")
  .description(w("count every published figure again", "用公开文件重算全部公示数据"))
  .argument("[url-or-folder]", w("the house, or a folder that was saved", "系统地址，或保存的文件夹"))
  .option("--since <head>", w("SIZE:ROOT of an audit head, or a folder saved earlier", "先前的审计树头或文件夹"))
  .option("--receipt <file>", w("a store's own: is its ballot counted?", "店铺的选票回执：是否已计入"))
  .addOption(houseUrl())
  .option(...asJson)
  .action((place: string | undefined, given: Common & { since?: string; receipt?: string }) => {
    const away = place !== undefined && /^https?:/.test(place);
    return withHouse({ ...given, url: away ? place : given.url }, (told) =>
      verifyOpenness(told, {
        ...{ folder: away ? undefined : place, since: given.since, receipt: given.receipt },
        json: given.json ?? false,
      }),
    );
  });

openness
  .command("save")
  .description(w("keep the published files in a folder", "将公开文件存入文件夹"))
  .argument("<folder>")
  .addOption(houseUrl())
  .option(...asJson)
  .action((folder: string, given: Common) =>
    withHouse(given, (told) => saveOpenness(told, folder, given.json ?? false)),
  );

/** Proofs from the database itself: they want its address, not the API's. */
function proof(name: string, verb: string, description: string): Command {
  const group = program.command(name).description(`${description}: ${name} ${verb}`);
  return group
    .command(verb)
    .description(description)
    .option(...asJson)
    .action((_given: object, command: Command) =>
      ended(() => runScript(join(import.meta.dirname, `${name}.ts`), [verb, ...rest(command)])),
    );
}

/** What stood behind the verb, as it stood: it was read, and found right. */
function rest(command: Command): string[] {
  const verb = process.argv.indexOf(command.name(), 2);
  return process.argv.slice(verb + 1);
}

proof("books", "check", w("prove every book (DATABASE_URL, or the house in HUTONG_HOME)", "核对全部账目"));
proof("audit", "verify", w("prove that no entry of the audit was changed", "核验审计记录未被改动")).option(
  "--head <size:root>",
  w("a head noted earlier; repeatable", "先前记下的树头，可重复"),
  readHead,
);

/** `audit.ts` reads it again; here only a wrong one ends as a wrong command line. */
function readHead(text: string): string {
  if (/^\d{1,12}:[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError(
    w("It is SIZE:ROOT, with 64 hexadecimal digits.", "格式为 SIZE:ROOT，根为 64 位十六进制。"),
  );
}

/** As an endpoint's signing secret is written; null when none is given. */
function readSecret(text: string | undefined): string | null {
  if (text === undefined || /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text)) return text ?? null;
  throw new CommandFault(
    { en: "--secret is whsec_ and 24 bytes or more in base64.", zh: "--secret 为 whsec_ 加至少 24 字节的 base64。" },
    exits.usage,
  );
}

addHelp(program, w("how a command is used", "查看命令用法"));
helpWords(program, readLanguage());
await program.parseAsync();
