import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { WalletFace } from "../contract.ts";
import { inWords } from "../words.ts";
import { Icon, type IconName } from "./icons.tsx";
import type { Page } from "./page.ts";

/** The wallet's name for the reader; its id when nothing is known of it. */
export function walletName({ state, locale }: Pick<Page, "state" | "locale">, wallet: string): string {
  const face = state.wallets[wallet];
  return face ? inWords(face.title, locale) : wallet;
}

/** A wallet's mark, as a picture: whatever the SVG holds, it cannot run anything here. */
export function Mark({ face, size = 32 }: { face: WalletFace | undefined; size?: number }): JSX.Element {
  if (!face) return <span class="mark" />;
  const { svg } = face.mark;
  const whole = svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  const source = `data:image/svg+xml,${encodeURIComponent(whole)}`;
  return <img class="mark" src={source} width={size} height={size} alt="" />;
}

/** The wallet's colour for CSS, when it is one. */
export function brand(face: WalletFace | undefined): Record<string, string> {
  const colour = face?.mark.colour ?? "";
  return /^#[0-9a-f]{3,8}$/i.test(colour) ? { "--wallet": colour } : {};
}

/** A screen's heading. It takes the focus when the screen appears, so that keyboard and screen reader follow. */
export function Title({ children, quiet = false }: { children: ComponentChildren; quiet?: boolean }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!quiet) heading.current?.focus({ preventScroll: true });
  }, [quiet]);
  return (
    <h1 ref={heading} tabIndex={-1} class="title">
      {children}
    </h1>
  );
}

type Tone = "plain" | "good" | "warn" | "bad";

/** A big round sign over a result. */
export function Sign({ icon, tone }: { icon: IconName; tone: Tone }): JSX.Element {
  return (
    <div class={`sign sign-${tone}`}>
      <Icon name={icon} size={36} />
    </div>
  );
}

export function Note(props: { icon: IconName; tone: Tone; title?: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class={`note note-${props.tone}`}>
      <Icon name={props.icon} />
      <div>
        {props.title && <p class="note-title">{props.title}</p>}
        {props.children}
      </div>
    </div>
  );
}

type ButtonProps = {
  onClick: () => void;
  children: ComponentChildren;
  kind?: "main" | "second" | "quiet";
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
};

/** A busy button keeps its focus and its place; it only stops working. */
export function Button({
  onClick,
  children,
  kind = "main",
  icon,
  busy = false,
  disabled = false,
}: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button button-${kind}`}
      aria-disabled={busy || disabled}
      onClick={() => {
        if (!busy && !disabled) onClick();
      }}
    >
      {busy ? <span class="spinner spinner-small" aria-hidden="true" /> : icon && <Icon name={icon} size={18} />}
      <span>{children}</span>
    </button>
  );
}
