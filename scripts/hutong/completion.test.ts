import { Command } from "commander";
import { expect, test } from "vitest";
import { completion } from "./completion.ts";

test("fish offers a verb only right behind its command, and options anywhere behind theirs", () => {
  const program = new Command("hutong");
  const logs = program.command("logs");
  logs.command("tail").option("--recent <number>");
  const lines = completion(program, "fish").split("\n");
  expect(lines).toContain("complete -c hutong -n '__fish_use_subcommand' -f -a logs");
  expect(lines).toContain("complete -c hutong -n '__hutong_only logs' -f -a tail");
  expect(lines).toContain("complete -c hutong -n '__hutong_at logs tail' -l recent");
  // No verb goes by what any longer line fits, and what it goes by counts the words.
  expect(lines.filter((line) => / -a /.test(line) && line.includes("__hutong_at"))).toEqual([]);
  const only = lines.slice(lines.indexOf("function __hutong_only"));
  expect(only[1]).toBe("  test (count (commandline -opc)) -eq (math (count $argv) + 1); and __hutong_at $argv");
});
