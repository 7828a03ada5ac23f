/** @jsxImportSource react */
import { Button, Popover } from "antd";
import { type ReactNode, useState } from "react";

type Props = { label: string; title: string; icon: ReactNode; children(close: () => void): ReactNode };

/** A button over a list that opens a small pane: within the page's own region, so that a reader of it finds the way. */
export function ListMenu({ label, title, icon, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <span className="list-menu">
      <Popover
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        destroyOnHidden
        title={title}
        content={children(() => setOpen(false))}
        getPopupContainer={(button) => button.parentElement ?? document.body}
      >
        <Button icon={icon} aria-expanded={open}>
          {label}
        </Button>
      </Popover>
    </span>
  );
}
