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

/** Set before commands are added: they take their settings from the program. A wrong command line ends with 2. */
export function chinese(program: Command, language: "en" | "zh"): void {
  if (language === "zh") program.configureHelp({ styleTitle: (title) => titles[title] ?? title });
  program.helpCommand(false).exitOverride((error) => process.exit(error.exitCode === 0 ? exits.done : exits.usage));
}

/** The words of help itself, on every command. */
export function helpWords(program: Command, language: "en" | "zh"): void {
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.helpOption("-h, --help", language === "zh" ? "显示帮助" : "show this help");
  }
  program.addHelpText("after", endings[language]);
}
