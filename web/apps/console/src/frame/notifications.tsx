import { Button } from "antd";
import type { ReactNode } from "react";

/** Finished jobs of one's own, at the bell. */
export function Notifications({ icon }: { icon: ReactNode }): ReactNode {
  return <Button type="text" icon={icon} aria-label="notifications" />;
}
