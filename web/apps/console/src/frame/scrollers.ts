import { type RefObject, useEffect } from "react";

/** Lets keys reach what scrolls sideways: antd's tables, where they are wider than their place, can then be scrolled with the arrows. */
export function useReachableTables(within: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = within.current;
    if (!root) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      for (const table of root.querySelectorAll<HTMLElement>(".ant-table-content, .ant-table-body")) {
        if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
        else table.removeAttribute("tabindex");
      }
    };
    const soon = () => {
      asked ||= requestAnimationFrame(look);
    };
    const changes = new MutationObserver(soon);
    changes.observe(root, { childList: true, subtree: true });
    addEventListener("resize", soon);
    soon();
    return () => {
      changes.disconnect();
      removeEventListener("resize", soon);
      cancelAnimationFrame(asked);
    };
  }, [within]);
}
