import { Argument, type Command, Option } from "commander";
import { inWords } from "../say.ts";
import { completion, type Shell, shells } from "./completion.ts";
import type { Common, Told } from "./context.ts";
import { type FollowingGiven, following } from "./following.ts";
import { askToken, login, logout, placed } from "./login.ts";
import { tailLogs } from "./logs.ts";
import { rawCall } from "./raw.ts";

type Parts = {
  program: Command;
  /** A command that asks a house. */
  asking(name: string, description: string, below?: Command): Command;
  withHouse(common: Common, work: (told: Told) => Promise<number>): Promise<void>;
};

const w = (en: string, zh: string): string => inWords({ en, zh });

/** Signing in, the API as it is, what the house keeps, and the shell's own completion. */
export function addApiCommands(parts: Parts): void {
  addLogin(parts);
  addLogs(parts);
  addRaw(parts);
  parts.program
    .command("completion")
    .description(w("what the shell completes: eval it, or keep it in a file", "输出命令补全脚本"))
    .addArgument(new Argument("<shell>").choices([...shells]))
    .action((shell: Shell) => console.log(completion(parts.program, shell)));
}

function addLogin({ program, asking, withHouse }: Parts): void {
  asking("login", w("keep a house and its token for later commands", "保存系统地址与令牌，供后续命令使用")).action(
    async (given: Common) => {
      const ask = () => askToken(process.stdin, () => console.error(w("Token:", "令牌：")));
      const token = given.token ?? (await ask());
      await withHouse({ ...given, token }, (told) => login(told, { url: placed({ ...given, token }).url, token }));
    },
  );
  program
    .command("logout")
    .description(w("forget what login kept", "删除登录信息"))
    .action(() => {
      process.exitCode = logout({ out: (line) => console.log(line), inWords });
    });
}

function addLogs({ program, asking, withHouse }: Parts): void {
  const logs = program.command("logs").description(w("what the house keeps: tail", "系统留存的记录：tail"));
  asking("tail", w("follow events, or each attempt to send a webhook", "跟随事件或每次回调推送"), logs)
    .addOption(
      new Option("--of <what>", w("what is followed", "跟随的内容"))
        .choices(["events", "deliveries"])
        .default("events"),
    )
    .option("--recent <number>", w("show so many of the past first", "先显示最近若干条"), "20")
    .option("--interval <seconds>", w("between two looks", "轮询间隔秒数"), "1")
    .action((given: Common & FollowingGiven & { of: "events" | "deliveries" }) =>
      withHouse(given, (told) => tailLogs(told, { ...following(given), of: given.of })),
    );
}

function addRaw({ asking, withHouse }: Parts): void {
  const example = w("such as /v1/payments?limit=3", "例如 /v1/payments?limit=3");
  asking("get", w("read any path of the API", "读取任意接口路径"))
    .argument("<path>", example)
    .action((path: string, given: Common) =>
      withHouse(given, (told) =>
        rawCall(told, { method: "GET", path, data: undefined, key: undefined, json: given.json ?? false }),
      ),
    );
  asking("post", w("post to any path of the API, with a repeat key", "向任意接口路径提交（携带幂等键）"))
    .argument("<path>", example)
    .option("--data <json>", w("JSON, @file, or - for standard input", "JSON、@文件 或 -（标准输入）"))
    .option("--key <text>", w("the repeat key of an earlier attempt", "此前一次尝试的幂等键"))
    .action((path: string, given: Common & { data?: string; key?: string }) =>
      withHouse(given, (told) => {
        const { data, key } = given;
        return rawCall(told, { method: "POST", path, data, key, json: given.json ?? false });
      }),
    );
}
