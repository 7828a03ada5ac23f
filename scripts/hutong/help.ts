import type { Command } from "commander";
import { exits } from "./context.ts";

const titles: Readonly<Record<string, string>> = {
  "Usage:": "用法：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "Arguments:": "参数：",
};

const endings = {
  en: "\nExit codes: 0 done; 1 refused or a difference found; 2 wrong command line; 3 no answer, outcome unknown.",
  zh: "\n退出码：0 完成；1 被拒绝或发现差异；2 命令行有误；3 无应答，结果未知。",
} as const;

const optionWords: readonly [RegExp, string][] = [
  [/\(default: /, "（缺省："],
  [/\(choices: /, "（可选："],
  [/\(env: /, "（环境变量："],
  [/, default: /, "，缺省："],
  [/, env: /, "，环境变量："],
  [/\)$/, "）"],
];

/** What a wrong command line is told, by commander's own code. */
const wrongLines: Readonly<Record<string, string>> = {
  "commander.unknownCommand": "没有此命令",
  "commander.unknownOption": "没有此选项",
  "commander.missingArgument": "缺少参数",
  "commander.missingMandatoryOptionValue": "缺少必填选项",
  "commander.optionMissingArgument": "选项缺少取值",
  "commander.invalidArgument": "取值无效",
  "commander.excessArguments": "参数过多",
};

/** Set before commands are added: they take their settings from the program. A wrong command line ends with 2. */
export function chinese(program: Command, language: "en" | "zh"): void {
  // Programs read a wrong command line as JSON, as they read any other fault.
  const json = process.argv.includes("--json");
  if (language === "zh") {
    program.configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      styleOptionDescription: (text) => optionWords.reduce((said, [from, to]) => said.replace(from, to), text),
    });
  }
  if (json || language === "zh") program.configureOutput({ outputError: () => undefined });
  program.helpCommand(false).exitOverride((error) => {
    // The quoted words of the line are the same in every language.
    const about = error.message.match(/'[^']*'/g)?.join(" ") ?? "";
    const told = wrongLines[error.code];
    const zh = told === undefined ? null : `${told}：${about}\n运行 hutong --help 查看用法。`;
    if (json && error.exitCode !== 0) {
      const words = { en: error.message.replace(/^error: /, ""), zh: zh ?? error.message };
      console.error(JSON.stringify({ error: { code: "command_line_wrong", ...words }, exit: exits.usage }));
    } else if (language === "zh" && zh !== null) console.error(zh);
    process.exit(error.exitCode === 0 ? exits.done : exits.usage);
  });
}

/** `hutong help`, and `hutong help trigger`. */
export function addHelp(program: Command, description: string): void {
  program
    .command("help")
    .description(description)
    .argument("[command]")
    .action((name: string | undefined) => {
      const found = program.commands.find((one) => one.name() === name);
      if (name !== undefined && !found)
        program.error(`unknown command '${name}'`, { code: "commander.unknownCommand" });
      (found ?? program).outputHelp();
    });
}

/** The words of help itself, on every command. */
export function helpWords(program: Command, language: "en" | "zh"): void {
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.helpCommand(false).helpOption("-h, --help", language === "zh" ? "显示帮助" : "show this help");
  }
  program.addHelpText("after", endings[language]);
}
