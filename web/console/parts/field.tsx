/** @jsxImportSource react */
import { type ReactNode, useId } from "react";

/** A label, and whatever it labels under the id that it hands over. */
type Props = { label: ReactNode; hint?: ReactNode; children: (id: string) => ReactNode };

export function Field({ label, hint, children }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint ? <div className="soft">{hint}</div> : null}
    </div>
  );
}
