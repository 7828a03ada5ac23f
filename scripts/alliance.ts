/** `npm run alliance -- sample|serve|run|together`: one party's process of a data alliance; nothing raw leaves it. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { ask, type RunOptions } from "./alliance/ask.ts";
import type { PartyOptions } from "./alliance/party.ts";
import { writeRing, writeSample } from "./alliance/sample.ts";
import { serve } from "./alliance/serve.ts";
import { type TogetherOptions, together } from "./alliance/together.ts";

const program = new Command("npm run alliance --");
const threads = `${Math.max(1, Math.min(4, availableParallelism()))}`;

const party = (command: Command, secret = true): Command =>
  (secret ? command.requiredOption("--secret <file>", "the secret that both parties share for this contract") : command)
    .requiredOption("--contract <file>", "the contract, the same JSON at all parties")
    .requiredOption("--dataset <file>", "what one's own rows may be used for (JSON)")
    .requiredOption("--rows <file>", "one's own rows: id or id,amount a line, amounts in whole minor units")
    .requiredOption("--home <folder>", "where the log and unfinished runs are kept; nobody else reads it")
    .option("--threads <n>", "threads for the arithmetic", threads);

program
  .command("sample")
  .argument("<folder>")
  .option("--size <n>", "rows a side, half in common", "1000")
  .option("--three", "three parties instead of two")
  .description("write a contract and the parties' files to try it with")
  .action((folder: string, { size, three }: { size: string; three?: boolean }) =>
    (three ? writeRing : writeSample)(folder, Number.parseInt(size, 10)),
  );

party(program.command("serve"))
  .option("--host <host>", "where to listen", "127.0.0.1")
  .option("--port <port>", "0 takes any", "7201")
  .option("--name <party>", "which party this is; for contracts of three parties or more")
  .description("the party that holds amounts: answers an asker until it is stopped")
  .action((options: PartyOptions & { host: string; port: string; name?: string }) => serve(options));

party(program.command("together"), false)
  .requiredOption("--name <party>", "which of the contract's parties this is")
  .requiredOption("--with <party=url=secret-file...>", "the others, in the contract's order")
  .requiredOption("--purpose <word>", "one that the contract and all datasets name")
  .requiredOption("--run <name>", "a name for this run; the same name later goes on with a run that broke off")
  .option("--mode <mode>", "size, or sum: of the amounts of whom the contract names for it", "size")
  .option("--house <url>", "a house that is asked first about each of the others, and told of progress and result")
  .option("--token <token>", "a key of that house's marketplace, with openings:write")
  .option("--house-contract <id...>", "its contracts with the others (alc_…), in the order of --with")
  .option("--house-dataset <id>", "one's own rows in that house (ald_…)")
  .option("--json", "one JSON object instead of words")
  .description("three parties or more: how many people all of them share, and for how much; no pair's size is told")
  .action((options: TogetherOptions) => together(options));

party(program.command("run"))
  .requiredOption("--partner <url>", "where the partner serves")
  .requiredOption("--purpose <word>", "one that the contract and both datasets name")
  .requiredOption("--run <name>", "a name for this run; the same name later goes on with a run that broke off")
  .option("--mode <mode>", "size, or sum", "size")
  .option("--house <url>", "a house that is asked first and told of progress and result")
  .option("--token <token>", "a key of that house's marketplace, with openings:write")
  .option("--house-contract <id>", "the contract's id in that house (alc_…)")
  .option("--house-dataset <id>", "one's own rows in that house (ald_…)")
  .option("--json", "one JSON object instead of words")
  .description("the party that asks: how many of its people the partner has, and for how much")
  .action((options: PartyOptions & RunOptions) => ask(options));

await program.parseAsync();
