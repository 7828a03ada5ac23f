import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Bill, FriendLink } from "../contract.ts";
import { countdownText } from "../words.ts";
import { Attempts, JustNow } from "./notices.tsx";
import type { Page } from "./page.ts";
import { Button, Title } from "./pieces.tsx";
import { Qr } from "./qr.tsx";

/** A link that lets a friend pay once. */
export function Share({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, state, act } = page;
  return (
    <>
      <JustNow page={page} />
      <Attempts page={page} bill={bill} />
      <Title>{t.shareTitle}</Title>
      <p class="text">{t.shareHow}</p>
      {state.share ? (
        <LinkPanel page={page} link={state.share} />
      ) : (
        <div class="waiting" aria-busy={state.busy === "sharing"}>
          {state.busy === "sharing" && (
            <>
              <div class="spinner" aria-hidden="true" />
              <p class="text">{t.sharing}</p>
            </>
          )}
        </div>
      )}
      <div class="actions">
        {!state.share && state.busy === null && (
          <Button icon="again" onClick={() => void act.share()}>
            {t.tryAgain}
          </Button>
        )}
        <Button kind="quiet" onClick={act.back}>
          {t.otherWay}
        </Button>
      </div>
    </>
  );
}

function LinkPanel({ page, link }: { page: Page; link: FriendLink }): JSX.Element {
  const { t, state } = page;
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const url = new URL(link.url, window.location.href).href;
  return (
    <div class="share">
      <label class="share-label" for="friend-link">
        {t.shareLink}
      </label>
      <input
        id="friend-link"
        ref={field}
        class="share-link"
        readOnly
        value={url}
        onFocus={() => field.current?.select()}
      />
      <div class="share-buttons">
        <Button icon={copied ? "tick" : "copy"} onClick={() => void copy(url, field.current).then(setCopied)}>
          {copied ? t.copied : t.copy}
        </Button>
        {"share" in navigator && page.around.device === "phone" && (
          <Button kind="second" icon="link" onClick={() => void navigator.share({ url }).catch(() => undefined)}>
            {t.shareVia}
          </Button>
        )}
      </div>
      <p class="share-or">{t.shareScan}</p>
      <div class="frame frame-small">
        <Qr content={url} label={t.shareQr} />
      </div>
      <p class="valid">
        {t.shareValid} <span class="digits">{countdownText(Date.parse(link.expires_at) - state.now)}</span>
      </p>
      <p class="pulse">
        <span class="pulse-dot" aria-hidden="true" />
        {t.shareWaiting}
      </p>
    </div>
  );
}

/** The clipboard wants a secure page; the old way works on any, as long as the text is selected. */
async function copy(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand("copy");
  }
}
