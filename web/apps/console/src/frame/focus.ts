import { useEffect } from "react";

/** How many places are remembered. */
const most = 20;

/** Brings the focus back to where it was when a drawer or a dialog goes: to the button that opened it, or to what was used before
 * where that is gone. Our drawers are mounted to be open, and take the focus away with them. */
export function useFocusBack(): void {
  useEffect(() => {
    const seen: HTMLElement[] = [];
    const see = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement)) return;
      seen.push(event.target);
      if (seen.length > most) seen.shift();
    };
    const gone = new MutationObserver(() => {
      if (document.activeElement !== document.body || seen.at(-1)?.isConnected) return;
      seen.findLast((place) => place.isConnected && place.checkVisibility())?.focus({ preventScroll: true });
    });
    addEventListener("focusin", see);
    gone.observe(document.body, { childList: true });
    return () => {
      removeEventListener("focusin", see);
      gone.disconnect();
    };
  }, []);
}
