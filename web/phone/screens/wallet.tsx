import { useEffect, useRef, useState } from "preact/hooks";
import { type OpenCode, openCodes, type WalletCard } from "../api.ts";
import { ScanMark } from "../icons.tsx";
import { readQr } from "../read-qr.ts";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";
import { AppBar } from "./app-bar.tsx";

const lookAgainMs = 2_000;

/** One wallet's app: scan from a picture, paste a code, or take one of those that wait. */
export function WalletScreen({ card, go, home }: { card: WalletCard; go: (to: Place) => void; home: () => void }) {
  const { say, saying } = useSay();
  const open = (code: string) => go({ wallet: card.id, code });
  return (
    <section class="app" style={{ "--app": card.colour }} aria-labelledby="app-title">
      <AppBar title={saying(card.title)} back={say("home")} leave={home} />
      <div class="app-body">
        <button type="button" class="button mine" onClick={() => go({ wallet: card.id, code: null, mine: true })}>
          {say("showMyCode")}
        </button>
        <Scanner open={open} />
        <PasteCode open={open} />
        <Waiting wallet={card.id} open={open} />
      </div>
    </section>
  );
}

function Scanner({ open }: { open: (code: string) => void }) {
  const { say } = useSay();
  const [status, setStatus] = useState<"idle" | "reading" | "none">("idle");
  const input = useRef<HTMLInputElement>(null);
  const read = async (picture: Blob | null | undefined) => {
    if (!picture) return;
    setStatus("reading");
    const code = await readQr(picture);
    if (code === null) setStatus("none");
    else open(code);
  };
  useEffect(() => {
    const pictureOf = (files: FileList | undefined) => [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
    const pasted = (event: ClipboardEvent) => void read(pictureOf(event.clipboardData?.files));
    const dragged = (event: DragEvent) => event.preventDefault();
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      void read(pictureOf(event.dataTransfer?.files));
    };
    addEventListener("paste", pasted);
    addEventListener("dragover", dragged);
    addEventListener("drop", dropped);
    return () => {
      removeEventListener("paste", pasted);
      removeEventListener("dragover", dragged);
      removeEventListener("drop", dropped);
    };
  }, []);
  return (
    <div class="scanner">
      <ScanMark />
      <h2>{say("scan")}</h2>
      <p>{say("scanHint")}</p>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {say("choosePicture")}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={say("choosePicture")}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      <p class="scan-status" role="status">
        {status === "reading" ? say("reading") : status === "none" ? say("noQr") : ""}
      </p>
    </div>
  );
}

function PasteCode({ open }: { open: (code: string) => void }) {
  const { say } = useSay();
  const [code, setCode] = useState("");
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== "") open(code.trim());
      }}
    >
      <label for="code">{say("pasteLabel")}</label>
      <div class="paste-line">
        <input
          id="code"
          value={code}
          placeholder={say("pastePlace")}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit" class="button small" disabled={code.trim() === ""}>
          {say("open")}
        </button>
      </div>
    </form>
  );
}

function Waiting({ wallet, open }: { wallet: string; open: (code: string) => void }) {
  const { say } = useSay();
  const [codes, setCodes] = useState<readonly OpenCode[] | null>(null);
  useEffect(() => {
    let gone = false;
    const refresh = async () => {
      const answer = await openCodes();
      if (!gone && answer.ok) setCodes(onePerOrder(answer.value.data.filter((one) => one.wallet === wallet)));
    };
    void refresh();
    const again = setInterval(() => void refresh(), lookAgainMs);
    return () => {
      gone = true;
      clearInterval(again);
    };
  }, [wallet]);
  return (
    <section class="waiting" aria-labelledby="waiting">
      <h2 id="waiting">{say("waiting")}</h2>
      {codes?.length === 0 && <p class="soft">{say("nothingWaits")}</p>}
      <ul>
        {codes?.map(({ code, view }) => (
          <li key={code}>
            <button type="button" class="waiting-row" onClick={() => open(code)}>
              <span class="waiting-what">
                <strong>{view.payee}</strong>
                <small>{view.title}</small>
              </span>
              <span class="money">¥{view.amount}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A payment may have several codes (a prepay number, a link, a QR): one row is enough. */
function onePerOrder(codes: readonly OpenCode[]): readonly OpenCode[] {
  const seen = new Set<string>();
  return codes.filter(({ code, view }) => {
    const order = view.out_trade_no ?? code;
    return !seen.has(order) && seen.add(order);
  });
}
