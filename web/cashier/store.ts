import type { Answer, Api, Failure } from "./api.ts";
import type { Bill } from "./contract.ts";
import type { Live, LiveParts } from "./live.ts";
import { screenOf, settled } from "./screens.ts";
import { type Blocked, type Event, initial, reduce, type State } from "./state.ts";

export type StoreParts = {
  api: Api;
  viewer: State["viewer"];
  /** This machine's clock, in milliseconds. */
  clock(): number;
  openLive(parts: Pick<LiveParts, "eventsUrl" | "read" | "pushed" | "link" | "settled">): Live;
  /** The first time that a checkout could be read. */
  arrived(): void;
};

export type Store = ReturnType<typeof openStore>;

/** Holds the state, and keeps it in step with the server and its clock. */
export function openStore(parts: StoreParts) {
  let state = initial(parts.viewer, parts.clock());
  let skewMs = 0;
  let pushes = 0;
  const listeners = new Set<() => void>();

  const dispatch = (event: Event): void => {
    const before = state;
    state = reduce(state, event);
    if (state !== before) for (const listener of listeners) listener();
    if (!before.bill && state.bill) parts.arrived();
  };

  const tick = (): void => {
    const before = screenOf(state).name;
    dispatch({ type: "tick", now: parts.clock() + skewMs });
    if (before !== "time_up" && screenOf(state).name === "time_up") live.nudge();
  };

  /** Takes an answer to a question that was asked when `pushesBefore` states had been pushed. */
  const take = (answer: Answer<Bill>, pushesBefore: number): boolean => {
    if (!answer.ok) return false;
    // The header has whole seconds: small differences are noise.
    if (answer.skewMs !== null && Math.abs(answer.skewMs - skewMs) > 1_500) skewMs = answer.skewMs;
    tick();
    // What was pushed while this answer was on its way is newer than the answer.
    if (pushesBefore === pushes) dispatch({ type: "read", bill: answer.value });
    return true;
  };

  const ask = async (question: () => Promise<Answer<Bill>>): Promise<Failure | null> => {
    const before = pushes;
    const answer = await question();
    take(answer, before);
    return answer.ok ? null : answer.failure;
  };

  const read = async (): Promise<boolean> => {
    const failure = await ask(parts.api.read);
    if (failure && !state.bill) dispatch({ type: "blocked", why: blockedBy(failure) });
    return failure?.kind !== "unreachable";
  };

  const live = parts.openLive({
    eventsUrl: parts.api.eventsUrl,
    read,
    pushed(data) {
      // A friend's page sees less than what a stream may carry: there the event is only a nudge.
      const bill = parts.viewer === "buyer" ? parsed(data) : null;
      if (!bill) return live.nudge();
      pushes += 1;
      dispatch({ type: "read", bill });
    },
    link: (link) => {
      if (state.link !== link) dispatch({ type: "link", link });
    },
    settled: () => state.bill !== null && settled(state.bill),
  });

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return { state: () => state, subscribe, dispatch, tick, ask, read, live };
}

function blockedBy(failure: Failure): Blocked {
  if (failure.kind === "denied") return "wrong_secret";
  return failure.kind === "unreachable" ? "unreachable" : "not_found";
}

function parsed(data: string): Bill | null {
  try {
    const body: unknown = JSON.parse(data);
    return typeof body === "object" && body !== null && "orders" in body && "offers" in body ? (body as Bill) : null;
  } catch {
    return null;
  }
}
