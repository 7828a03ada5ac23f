/** @jsxImportSource react */
import { lazy, Suspense, useEffect, useState } from "react";
import { onStepDue, type Problem } from "../lib/api.ts";
import { useSession } from "../lib/session.tsx";

const StepDialogue = lazy(() => import("./step-dialogue.tsx"));

type Asked = { due: Problem; open: boolean; answer(shown: boolean): void };

/** Opens around whichever deed needs a second step of the last minutes, and tells it whether it was shown. */
export function StepAsker() {
  const { who } = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const here = who !== null;
  useEffect(() => {
    if (!here) return;
    let answered: (shown: boolean) => void = () => {};
    onStepDue(
      (due) =>
        new Promise((resolve) => {
          answered = (shown) => {
            setAsked((now) => now && { ...now, open: false });
            resolve(shown);
          };
          setAsked({ due, open: true, answer: answered });
        }),
    );
    return () => {
      onStepDue(null);
      // Whoever is signed out meanwhile shows nothing more.
      answered(false);
    };
  }, [here]);
  if (asked === null) return null;
  return (
    <Suspense>
      <StepDialogue due={asked.due} open={asked.open} answer={asked.answer} />
    </Suspense>
  );
}
