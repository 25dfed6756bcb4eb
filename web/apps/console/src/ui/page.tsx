import { InfoCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { type ReactNode, useEffect, useId } from "react";

/** A page: its one h1, a word beside it, and its actions (one of them primary at most). */
export function Page(props: { title: string; sub?: ReactNode; actions?: ReactNode; children: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${props.title} · Regulars`;
  }, [props.title]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{props.title}</h1>
        {props.sub ? <div className="sub">{props.sub}</div> : null}
        {props.actions ? <div className="actions">{props.actions}</div> : null}
      </div>
      {props.children}
    </div>
  );
}

/** A card, named by its title (or by `label`, where it has none to show). Never put one into another. `flush` lets a table reach
 * its edges; `hint` stands beside the title. */
export function Card(props: {
  title?: ReactNode;
  label?: string;
  hint?: ReactNode;
  aside?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section
      className={`card ${props.className ?? ""}`}
      aria-label={props.label}
      aria-labelledby={props.title && !props.label ? id : undefined}
    >
      {props.title ? (
        <header>
          <h2 id={id}>{props.title}</h2>
          {props.hint}
          {props.aside ? <div className="aside">{props.aside}</div> : null}
        </header>
      ) : null}
      <div className={props.flush ? "body flush" : "body"}>{props.children}</div>
    </section>
  );
}

/** What a word means, one hover or focus away. */
export function Hint({ text }: { text: ReactNode }): ReactNode {
  return (
    <Tooltip title={text}>
      <button type="button" className="hint" aria-label={typeof text === "string" ? text : undefined}>
        <InfoCircleOutlined />
      </button>
    </Tooltip>
  );
}

/** A small coloured word; colour means status. */
export function Tag({ tone, children }: { tone?: "accent" | "good" | "bad" | "warn"; children: ReactNode }): ReactNode {
  return <span className={`tag ${tone ?? ""}`}>{children}</span>;
}

/** A person with the first character of the name as a picture. */
export function Who({ name, sub }: { name: string; sub?: ReactNode }): ReactNode {
  return (
    <span className="who">
      <span className="avatar" aria-hidden="true">
        {[...name][0] ?? "·"}
      </span>
      <span>
        <b>{name || "—"}</b>
        {sub ? <small>{sub}</small> : null}
      </span>
    </span>
  );
}
