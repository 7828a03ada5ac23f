import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Camera } from "./camera.tsx";
import { type Tongue, words } from "./words.ts";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0"] as const;
const digitsMax = 9;

/** Fen as yuan, by their digits alone. */
export function yuan(minor: string): string {
  const text = minor.padStart(3, "0");
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** Amount at the thumb, then the payer's code: typed by a scanner, which ends with Enter, or seen by the camera. */
export function Sell({ tongue, sell }: { tongue: Tongue; sell(code: string, minor: string): void }) {
  const say = words[tongue];
  const [minor, setMinor] = useState("0");
  const [code, setCode] = useState("");
  const [seeing, setSeeing] = useState(false);
  const [says, setSays] = useState("");
  const press = (key: string) => {
    setSays("");
    setMinor((now) => (`${now}${key}`.replace(/^0+/, "") || "0").slice(0, digitsMax));
  };
  const done = (scanned: string) => {
    if (minor === "0") return setSays(say.first);
    if (scanned.trim().length < 8) return;
    sell(scanned, minor);
    setMinor("0");
    setCode("");
    setSeeing(false);
    setSays("");
  };
  useScanner(code, setCode, done);
  const found = useCallback((scanned: string) => done(scanned), [minor]);
  const failed = useCallback(() => {
    setSeeing(false);
    setSays(say.noCamera);
  }, [tongue]);
  return (
    <section class="sell" aria-label={say.charge}>
      <p class="label" id="amount">
        {say.amount}
      </p>
      <output class="amount" aria-labelledby="amount">
        ¥{yuan(minor)}
      </output>
      <p class="says" role="status">
        {says}
      </p>
      {seeing && <Camera found={found} failed={failed} label={say.scan} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          done(code);
        }}
      >
        <label>
          {say.code}
          <input
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
            placeholder={say.scanHint}
            autocomplete="off"
            enterkeyhint="done"
          />
        </label>
        <div class="pair">
          <button type="button" onClick={() => setSeeing(!seeing)} disabled={minor === "0"}>
            {seeing ? say.stop : say.camera}
          </button>
          <button type="submit" class="go" disabled={minor === "0" || code.trim() === ""}>
            {say.charge}
          </button>
        </div>
      </form>
      <Keys press={press} erase={() => setMinor((now) => now.slice(0, -1) || "0")} label={say.erase} />
    </section>
  );
}

function Keys({ press, erase, label }: { press(key: string): void; erase(): void; label: string }) {
  return (
    <div class="keys">
      {keys.map((key) => (
        <button type="button" key={key} onClick={() => press(key)}>
          {key}
        </button>
      ))}
      <button type="button" aria-label={label} onClick={erase}>
        ⌫
      </button>
    </div>
  );
}

/**
 * A scanner is a keyboard that types a code and Enter, wherever the focus is: faster than a page is drawn, so what was
 * typed is held beside what is drawn.
 */
function useScanner(code: string, setCode: (now: string) => void, done: (scanned: string) => void): void {
  const typed = useRef(code);
  const finish = useRef(done);
  typed.current = code;
  finish.current = done;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const place = event.target as HTMLElement | null;
      if (place?.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9a-zA-Z]$/.test(event.key)) {
        typed.current += event.key;
        setCode(typed.current);
      } else if (event.key !== "Enter" || typed.current === "") return;
      else finish.current(typed.current);
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [setCode]);
}
