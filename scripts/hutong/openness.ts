import { checkOpenness, findBallot, type OpennessFiles, type Receipt, voteName } from "#sdk";
import type { Words } from "#start-fault";
import { CommandFault, exits, type Told } from "./context.ts";
import { fetchOpenness, growthSince } from "./openness-fetch.ts";
import { readFolder, readJson, writeFolder } from "./openness-folder.ts";
import { checkWords } from "./openness-words.ts";

export type VerifyOptions = {
  /** A folder that `openness save` wrote; none: the house itself. */
  folder: string | undefined;
  /** SIZE:ROOT of an audit head that somebody kept, or a folder that holds one. */
  since: string | undefined;
  /** The file that a store keeps of its ballot. */
  receipt: string | undefined;
  json: boolean;
};

/** Keeps what is published, for another day. */
export async function saveOpenness(told: Told, folder: string, json: boolean): Promise<number> {
  const files = await fetchOpenness(told.hutong);
  const names = writeFolder(folder, files);
  const { as_of, audit } = files.openness;
  const head = audit === null ? null : `${audit.n}:${audit.hash}`;
  if (json) told.out(JSON.stringify({ folder, as_of, head, files: names }));
  else told.out(told.inWords(saved(folder, names.length, head)));
  return exits.done;
}

const saved = (folder: string, files: number, head: string | null): Words => ({
  en: `${files} files in ${folder}. Head of the audit: ${head ?? "none yet"}`,
  zh: `已将 ${files} 个文件存入 ${folder}。审计树头：${head ?? "尚无"}`,
});

/** Counts every figure again; 1 when one of them is not what the files give. */
export async function verifyOpenness(told: Told, options: VerifyOptions): Promise<number> {
  const { folder, since, receipt, json } = options;
  const files = folder === undefined ? await fetchOpenness(told.hutong) : readFolder(folder);
  const grown = since === undefined ? null : await growthSince(told.hutong, files.openness, since);
  const checks = checkOpenness({ ...files, grown });
  const mine = receipt === undefined ? null : ballotOf(files, readJson<Receipt>(receipt));
  const failed = checks.filter((one) => one.ok === false);
  const open = checks.filter((one) => one.ok === null);
  const ok = failed.length === 0 && mine?.ok !== false;
  const { as_of } = files.openness;
  if (json) {
    told.out(
      JSON.stringify({ ok, as_of, checked: checks.length - open.length, failed, not_checked: open, ballot: mine }),
    );
    return ok ? exits.done : exits.refused;
  }
  for (const one of failed) told.out(`✗ ${told.inWords(checkWords(one))}`);
  for (const one of open) told.out(`· ${told.inWords(checkWords(one))}`);
  if (mine) told.out(`${mine.ok ? "✓" : "✗"} ${told.inWords(mine.words)}`);
  told.out(told.inWords(ended(checks.length - open.length, failed.length, as_of)));
  return ok ? exits.done : exits.refused;
}

const ended = (checked: number, failed: number, as_of: string): Words =>
  failed === 0
    ? {
        en: `✓ ${checked} figures of ${as_of} were counted again, and each is what the published files give.`,
        zh: `✓ 已重算 ${as_of} 的 ${checked} 项数据，均与公开文件一致。`,
      }
    : {
        en: `✗ ${failed} of ${checked} figures of ${as_of} are not what the published files give.`,
        zh: `✗ ${as_of} 的 ${checked} 项数据中有 ${failed} 项与公开文件不符。`,
      };

type Mine = { ok: boolean; words: Words; band: number | null };

/** Whether a store's own ballot stands in the published ones, as it was cast. */
function ballotOf({ openness, ballots }: OpennessFiles, receipt: Receipt): Mine {
  const name = voteName(receipt.opening, receipt.consultation);
  const vote = openness.openings
    .find((one) => one.id === receipt.opening)
    ?.votes.find((one) => one.n === receipt.consultation);
  const published = ballots[name];
  if (!vote || !published)
    throw new CommandFault({
      en: `The ballots of vote ${name} are not published (yet).`,
      zh: `投票 ${name} 的选票（尚）未公布。`,
    });
  const found = findBallot(receipt, published);
  if (!found)
    return {
      ...{ ok: false, band: null },
      words: {
        en: `No published ballot of vote ${name} is the one of this receipt.`,
        zh: `投票 ${name} 公布的选票中没有这张回执对应的一票。`,
      },
    };
  const band = published.bands.find((one) => one.n === found.band);
  const [from, to] = [band?.from ?? "0", band?.to ?? "∞"];
  return {
    ...{ ok: true, band: found.band },
    words: {
      en: `Your ballot is counted: ${found.choice}, among stores with a turnover from ${from} to below ${to} (minor units).`,
      zh: `您的选票已计入：${found.choice === "support" ? "支持" : "再评估"}，成交额档位 ${from} 至 ${to}（分，不含上限）。`,
    },
  };
}
