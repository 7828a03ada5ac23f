/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import type { BillFile } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useKindName } from "./bill-file-words.ts";
import { FileSays } from "./bill-upload.tsx";
import { Shown } from "./states.tsx";
import { WalletName } from "./wallets.tsx";

/** What a second person looks at before a day is held against uploaded files: each of them, and what it says. */
export function ProposedFile({ id }: { id: string }) {
  const file = useLoad<BillFile>(`/v1/bill-files/${id}`);
  return (
    <Shown of={file}>
      {(found) => (
        <div className="stack" style={{ marginBottom: 8 }}>
          <OneFile of={found} />
          {found.beside.map((other) => (
            <Beside key={other} id={other} />
          ))}
        </div>
      )}
    </Shown>
  );
}

function Beside({ id }: { id: string }) {
  const file = useLoad<BillFile>(`/v1/bill-files/${id}`);
  return <Shown of={file}>{(found) => <OneFile of={found} />}</Shown>;
}

function OneFile({ of }: { of: BillFile }) {
  const say = useSay();
  const kind = useKindName();
  return (
    <div>
      <div className="row">
        <strong>
          {of.day} <WalletName id={of.wallet} /> {kind(of.kind)}
        </strong>
        <a href={`/v1/bill-files/${of.id}/content`} download={of.file_name}>
          {say("下载原文件", "Download the file")}
        </a>
      </div>
      <FileSays of={of} />
      <div className="soft mono" style={{ overflowWrap: "anywhere" }}>
        SHA-256 {of.sha256}
      </div>
    </div>
  );
}
