import type { Command } from "commander";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

type Known = { path: string; words: string[] };

/** Every command with what may follow it: verbs below it, and its options. */
function known(command: Command, path: string[] = []): Known[] {
  const verbs = command.commands.map((one) => one.name());
  const options = command.options.flatMap(({ long }) => long ?? []);
  const own = { path: path.join(" "), words: [...verbs, ...options, "--help"] };
  return [own, ...command.commands.flatMap((one) => known(one, [...path, one.name()]))];
}

/** A script for the shell, made of the commands themselves. Names are letters and hyphens: nothing to be quoted. */
export function completion(program: Command, shell: Shell): string {
  const all = known(program);
  if (shell === "fish") return fish(all);
  const cases = all.map(({ path, words }) => `    "${path}") found="${words.join(" ")}" ;;`).join("\n");
  const bash = `_hutong() {
  local trail="" found="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; *) trail="\${trail:+$trail }$word" ;; esac
  done
  case "$trail" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$found" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _hutong hutong`;
  return shell === "bash" ? bash : `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bash}`;
}

/** Options stand anywhere behind their command; a verb only right behind it. */
function fish(all: readonly Known[]): string {
  const lines = all.flatMap(({ path, words }) => {
    const when = (helper: string): string => (path === "" ? "__fish_use_subcommand" : `${helper} ${path}`);
    return words.map((word) =>
      word.startsWith("--")
        ? `complete -c hutong -n '${when("__hutong_at")}' -l ${word.slice(2)}`
        : `complete -c hutong -n '${when("__hutong_only")}' -f -a ${word}`,
    );
  });
  return `function __hutong_at
  set -l line (commandline -opc)
  test (count $line) -gt (count $argv); and test "$line[2..(math (count $argv) + 1)]" = "$argv"
end
function __hutong_only
  test (count (commandline -opc)) -eq (math (count $argv) + 1); and __hutong_at $argv
end
${lines.join("\n")}`;
}
