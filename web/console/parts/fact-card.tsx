/** @jsxImportSource react */
import { Card, Descriptions } from "antd";
import type { ReactNode } from "react";

/** What is known of one thing, name by name; one column on a phone. */
export function FactCard({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Card>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 1, md: 2, lg: 3 }}
        items={of.map(([label, children]) => ({ key: label, label, children }))}
      />
    </Card>
  );
}
