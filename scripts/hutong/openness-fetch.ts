import { type Hutong, HutongProblem, type Openness, type OpennessFiles, voteName, votesOf } from "#sdk";
import { CommandFault, exits } from "./context.ts";
import { readFolder } from "./openness-folder.ts";

/** Everything that is published, as of one moment; sealed ballots never change. */
export async function fetchOpenness(hutong: Hutong): Promise<OpennessFiles> {
  const openness = await wholeFile(hutong);
  const ballots: Record<string, OpennessFiles["ballots"][string]> = {};
  for (const { opening, vote } of votesOf(openness)) {
    const asked = { params: { id: opening, n: vote.n } };
    const found = await unlessGone(hutong.api.readOpennessBallots(asked));
    if (found !== null) ballots[voteName(opening, vote.n)] = found;
  }
  return { openness, ballots, grown: null };
}

/** The file, and the older openings that it leaves out. */
async function wholeFile(hutong: Hutong): Promise<Openness> {
  const openness = await hutong.api.readOpenness();
  const openings = [...openness.openings];
  const cursor = openness.openings_next;
  if (cursor !== null)
    for await (const one of hutong.each("listOpennessOpenings", { query: { cursor, limit: 100 } })) openings.push(one);
  return { ...openness, openings, openings_cut: false, openings_next: null };
}

/** What the house says that it does not have counts as not published; every other answer is the caller's to read. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HutongProblem && error.status === 404) return null;
    throw error;
  }
}

/** The house's proof that its audit tree only grew since a head that somebody kept. */
export async function growthSince(hutong: Hutong, { audit }: Openness, since: string): Promise<OpennessFiles["grown"]> {
  const head = /^(\d{1,9}):([0-9a-f]{64})$/.exec(since);
  const earlier = head ? { n: head[1] ?? "", hash: head[2] ?? "" } : readFolder(since).openness.audit;
  if (earlier === null || audit === null)
    throw new CommandFault({ en: "There is no audit head to compare.", zh: "没有可比对的审计树头。" }, exits.usage);
  const query = { from: Number.parseInt(earlier.n, 10), to: Number.parseInt(audit.n, 10) };
  return { earlier, growth: query.from > query.to ? null : await unlessGone(hutong.api.proveAuditGrowth({ query })) };
}
