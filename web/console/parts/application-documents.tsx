/** @jsxImportSource react */
import { Button } from "antd";
import { useId, useRef } from "react";
import { Problem, put } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Application, ApplicationForm } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { Chip, Empty, ProblemNote } from "./states.tsx";

type Props = { of: Application; form: ApplicationForm; writes: boolean; changed: () => void };

/** The pictures that the wallet asks for: each is uploaded by itself, and replaced by another. */
export function ApplicationDocuments({ of: one, form, writes, changed }: Props) {
  const say = useSay();
  if (form.documents.length === 0)
    return <Empty title={say("此钱包不需要证照", "This wallet asks for no documents")} />;
  return (
    <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
      {form.documents.map((document) => (
        <Picture key={document.name} of={one} document={document} writes={writes} changed={changed} />
      ))}
    </ul>
  );
}

/** A file's bytes as base64, as the API takes them. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error("The file could not be read."));
    reader.readAsDataURL(file);
  });
}

type PictureProps = Omit<Props, "form"> & { document: ApplicationForm["documents"][number] };

function Picture({ of: one, document, writes, changed }: PictureProps) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { busy, problem, attempt } = useAttempt();
  const there = one.documents.find((found) => found.name === document.name);
  const rejected = one.reasons.filter((reason) => reason.field === document.name);
  const required = document.required_for.includes(one.applicant);
  const most = `${Math.floor(document.bytes_max / 1024)} KB`;
  const upload = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    await attempt(async () => {
      const zh = { title: `文件不得超过 ${most}`, detail: "" };
      if (file.size > document.bytes_max) throw new Problem(0, { title: `The file may have at most ${most}`, zh });
      await put(`/v1/applications/${one.id}/documents`, { name: document.name, content: await base64Of(file) });
      changed();
    });
    if (input.current) input.current.value = "";
  };
  return (
    <li>
      <div className="row">
        <strong id={id}>{words(document.title)}</strong>
        {there ? <Chip tone="success">{say("已上传", "Uploaded")}</Chip> : null}
        {!there && required ? <Chip tone="warning">{say("必需", "Required")}</Chip> : null}
        {writes ? (
          <Button size="small" loading={busy} aria-describedby={id} onClick={() => input.current?.click()}>
            {there ? say("替换", "Replace") : say("上传", "Upload")}
          </Button>
        ) : null}
        <input
          ref={input}
          type="file"
          hidden
          accept={document.types.map((type) => (type.includes("/") ? type : `image/${type}`)).join(",")}
          aria-labelledby={id}
          onChange={(event) => void upload(event.target.files?.[0])}
        />
      </div>
      <div className="soft">
        {there
          ? `${formats.number(there.bytes)} B · ${formats.short(there.uploaded_at)}`
          : say(`图片，最大 ${most}`, `A picture, at most ${most}`)}
      </div>
      {rejected.map((reason) => (
        <div key={reason.says} style={{ color: "var(--door)" }}>
          {say(`钱包驳回：${reason.says}`, `Rejected by the wallet: ${reason.says}`)}
        </div>
      ))}
      {problem ? <ProblemNote problem={problem} /> : null}
    </li>
  );
}
