/** @jsxImportSource react */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Words } from "./types.ts";

export type Language = "zh-CN" | "en";
type Theme = "light" | "dark";

type Looks = { language: Language; theme: Theme; setLanguage(to: Language): void; setTheme(to: Theme): void };

const Context = createContext<Looks | null>(null);

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`hutong.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`hutong.${name}`, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function firstLanguage(): Language {
  const said = kept("language") ?? navigator.language;
  return said.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

function firstTheme(): Theme {
  const said = kept("theme");
  if (said === "light" || said === "dark") return said;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Language and light: kept in the browser, switched without a reload. */
export function Looks({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = theme;
    document.documentElement.style.colorScheme = theme;
  }, [language, theme]);
  const looks = useMemo<Looks>(
    () => ({
      language,
      theme,
      setLanguage(to) {
        keep("language", to);
        setLanguage(to);
      },
      setTheme(to) {
        keep("theme", to);
        setTheme(to);
      },
    }),
    [language, theme],
  );
  return <Context value={looks}>{children}</Context>;
}

export function useLooks(): Looks {
  const looks = useContext(Context);
  if (!looks) throw new Error("Outside of <Looks>.");
  return looks;
}

export type Say = (zh: string, en: string) => string;

/** Both languages stand where they are used, so that neither can be forgotten. */
export function useSay(): Say {
  const { language } = useLooks();
  return (zh, en) => (language === "zh-CN" ? zh : en);
}

export function useWords(): (words: Words | null | undefined) => string {
  const { language } = useLooks();
  return (words) => (words ? (language === "zh-CN" ? words.zh || words.en : words.en || words.zh) : "");
}
