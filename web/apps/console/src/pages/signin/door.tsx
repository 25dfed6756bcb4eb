import { type ReactNode, useEffect } from "react";
import { LanguageSwitch } from "../../ui/language.tsx";

interface Props {
  /** Of the window; the heading where there is no other. */
  title: string;
  heading?: string;
  text: string;
  children: ReactNode;
}

/** The card that somebody meets who is not signed in. */
export function Door({ title, heading = title, text, children }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Regulars`;
  }, [title]);
  return (
    <main className="signin">
      <div className="card">
        <div className="body stack">
          <div className="row">
            <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" width={32} height={32} />
            <b>Regulars 常客</b>
            <span style={{ marginLeft: "auto" }}>
              <LanguageSwitch />
            </span>
          </div>
          <div aria-live="polite">
            <h1>{heading}</h1>
            <p className="meta">{text}</p>
          </div>
          {children}
        </div>
      </div>
    </main>
  );
}
