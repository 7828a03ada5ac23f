import { derivedId, type Tx } from "#db";
import { BillFault, type BillFiles, type BillKind } from "#wallets/protocol";
import { dayOf } from "./day.ts";
import { FileTooLarge, fileBytesMax, keepParts, type Received, received, UploadBroken } from "./file-store.ts";
import { type FileRow, fileView, findFile } from "./files.ts";
import { type Looked, lookAtFile } from "./look-at-file.ts";
import { haveAny } from "./read-ours.ts";
import {
  type AccountFacts,
  type BillFileView,
  type Caller,
  type FileFault,
  type ReconciliationNeeds,
  type Result,
  refused,
} from "./types.ts";

export type NewBillFile = {
  account: string;
  day: string;
  kind: BillKind;
  file_name: string;
  /** What the wallet told of the file; null where nobody copied it. */
  hash: string | null;
  content: AsyncIterable<Uint8Array>;
};

/** Each upload has a file on this machine's disk, and reads it twice. */
const atOnceMax = 4;
/** Of one account and day: a wallet has four bills of it at most. */
const keptMax = 20;

/**
 * Takes a file that somebody downloaded at the wallet, once it was read as the run will read it: to its last total,
 * of this account, of this day. Nothing of a refused one is kept, and nothing is held against the books yet. The same
 * bytes for the same day are the same file, however often and from how many they come.
 */
export function makeTakeFile(needs: ReconciliationNeeds) {
  let atOnce = 0;
  return async (caller: Caller, given: NewBillFile): Promise<Result<BillFileView, FileFault>> => {
    const day = dayOf(given.day);
    if (!day || needs.clock.now() < day.to) return refused("bill_day_invalid", { day: given.day });
    const account = needs.account(given.account);
    const wallet = account && (await needs.wallet(account.id));
    if (!account || !wallet) return refused("not_found", { wallet_account: given.account });
    const forms = wallet.billFiles;
    if (!forms || (given.kind !== "trade" && !forms[given.kind]))
      return refused("bill_not_offered", { wallet: account.wallet, kind: given.kind });
    if (atOnce >= atOnceMax) return refused("bill_files_busy", { at_once: `${atOnceMax}` });
    atOnce++;
    try {
      const look = (file: Received) => looked(needs, caller, { given, account, forms, file, day });
      return await received(given.content, look, needs);
    } catch (fault) {
      if (fault instanceof FileTooLarge) return refused("bill_file_too_large", { bytes_max: `${fileBytesMax}` });
      if (fault instanceof UploadBroken)
        return refused("bill_file_refused", { code: "bill_truncated", says: fault.message });
      throw fault;
    } finally {
      atOnce--;
    }
  };
}

type Brought = { given: NewBillFile; account: AccountFacts; forms: BillFiles; file: Received } & {
  day: { from: Date; to: Date };
};

async function looked(
  needs: ReconciliationNeeds,
  caller: Caller,
  brought: Brought,
): Promise<Result<BillFileView, FileFault>> {
  const { given, account, forms, file } = brought;
  if (file.bytes === 0) return refused("bill_file_refused", { code: "bill_truncated", says: "The file is empty." });
  const id = derivedId("blf", account.id, `bill ${given.day} ${given.kind} ${file.sha256}`, 0);
  const known = await findFile(needs.db.read, id);
  if (known) return { ok: true, value: fileView(known) };
  const [kept] = await needs.db.read<{ count: bigint }>(
    "select count(*) as count from bill_files where wallet_account = $1 and day = $2",
    [account.id, given.day],
  );
  if ((kept?.count ?? 0n) >= keptMax) {
    const says = `This day has ${keptMax} files; what nobody proposed goes after 30 days.`;
    return refused("bill_file_refused", { code: "bill_files_many", says });
  }
  let said: Looked | null;
  try {
    said = await lookAtFile(forms, file.read(), given);
  } catch (fault) {
    if (fault instanceof BillFault) return whyRefused(fault, given, forms);
    throw fault;
  }
  if (!said) return refused("bill_not_offered", { wallet: account.wallet, kind: given.kind });
  const story = { wallet_account: account.id, day: given.day, digest: said.digest };
  const run = given.kind === "trade" ? await otherStory(needs.db.read, story) : null;
  if (run !== null) return refused("bill_changed", { run });
  // As of a day without a bill that is fetched: it is an empty day only when we have nothing on it either.
  if (given.kind === "trade" && said.lines === 0 && (await haveAny(needs.db, account.id, brought.day))) {
    const says = `The file has no line, and the books have payments or refunds of ${given.day}.`;
    return refused("bill_file_refused", { code: "bill_missing", says });
  }
  const parts = await keepParts(needs, id, file);
  return { ok: true, value: await keep(needs, caller, { ...brought, id, said, parts }) };
}

/** A run of that day that tells something else than these lines. */
export async function otherStory(
  query: Tx["query"],
  { wallet_account: account, day, digest }: { wallet_account: string; day: string; digest: string },
): Promise<string | null> {
  const [run] = await query<{ id: string }>(
    "select id from bill_runs where wallet_account = $1 and day = $2 and digest <> $3",
    [account, day, digest],
  );
  return run?.id ?? null;
}

/** What was chosen, and what the file says of itself. */
function whyRefused({ code, message: says, found }: BillFault, given: NewBillFile, forms: BillFiles) {
  if (code === "bill_too_large") return refused("bill_file_too_large", { says });
  if (code === "bill_hash_wrong") return refused("bill_file_hash_wrong", { says });
  if (code === "bill_day_differs") return refused("bill_file_of_another_day", { says, found, chosen: given.day });
  if (code === "bill_account_differs")
    return refused("bill_file_of_another_account", { says, found, chosen: forms.account.number });
  return refused("bill_file_refused", { code, says });
}

async function keep(
  needs: ReconciliationNeeds,
  caller: Caller,
  { id, given, account, forms, file, said, parts }: Brought & { id: string; said: Looked; parts: number },
): Promise<BillFileView> {
  // Lines name it: a file without any names nobody.
  const named = said.lines > 0 && forms.account.namedBy.includes(given.kind) ? forms.account.number : null;
  await needs.db.read(
    `insert into bill_files (id, marketplace, wallet, wallet_account, day, kind, file_name, bytes, parts, sha256,
       announced_hash, digest, lines, totals, begins_at, ends_at, account_named, uploaded_by, uploaded_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 'checked')
     on conflict (id) do nothing`,
    [
      ...[id, account.marketplace, account.wallet, account.id, given.day, given.kind, given.file_name, file.bytes],
      ...[parts, file.sha256, given.hash, said.digest, said.lines, JSON.stringify(said.totals), said.begins, said.ends],
      ...[named, caller.id, needs.clock.now()],
    ],
  );
  const row: FileRow | null = await findFile(needs.db.read, id);
  if (!row) throw new Error("A file that was kept must be there.");
  return fileView(row);
}
