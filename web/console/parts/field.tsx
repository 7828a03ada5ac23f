/** @jsxImportSource react */
import { type ReactNode, useId } from "react";

/** A label, and whatever it labels under the id that it hands over. */
export function Field({ label, children }: { label: ReactNode; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
