/** @jsxImportSource react */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { get, onSignedOut, Problem, useCsrf } from "./api.ts";
import type { Scope, Who } from "./types.ts";

type Session = { who: Who | null; asking: boolean; problem: Problem | null; setWho(who: Who | null): void };

const Context = createContext<Session | null>(null);

/** Who signed in. Asked once at the start; told anew by whoever signs in, moves or signs out. */
export function SessionKeeper({ children }: { children: ReactNode }) {
  const [who, keepWho] = useState<Who | null>(null);
  const [asking, setAsking] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const setWho = useCallback((found: Who | null) => {
    useCsrf(found?.csrf ?? "");
    keepWho(found);
    setProblem(null);
  }, []);
  useEffect(() => {
    onSignedOut(() => setWho(null));
    get<Who>("/v1/session")
      .then(setWho)
      .catch((fault: unknown) => {
        if (fault instanceof Problem && fault.code !== "unauthorized") setProblem(fault);
      })
      .finally(() => setAsking(false));
  }, [setWho]);
  const session = useMemo(() => ({ who, asking, problem, setWho }), [who, asking, problem, setWho]);
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("Outside of <SessionKeeper>.");
  return session;
}

/** Whoever signed in; only for pages behind the sign-in. */
export function useWho(): Who {
  const { who } = useSession();
  if (!who) throw new Error("Nobody signed in.");
  return who;
}

export function useMay(): (scope: Scope) => boolean {
  const { who } = useSession();
  return (scope) => who?.scopes.includes(scope) ?? false;
}
