/** @jsxImportSource react */
import { Alert, Typography } from "antd";

/** Something that is told once: it can be copied, and is nowhere to be read again. */
export function Once({ title, text }: { title: string; text: string }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={title}
      description={
        <Typography.Text copyable code className="mono">
          {text}
        </Typography.Text>
      }
    />
  );
}
