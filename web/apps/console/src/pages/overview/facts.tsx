import {
  ArrowUpOutlined,
  GiftOutlined,
  RollbackOutlined,
  ShoppingOutlined,
  StarOutlined,
  UserAddOutlined,
} from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, count, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useLive, useLiveLanguage, useLiveState } from "../../frame/live.ts";
import { useMay } from "../../session.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { overviewWords } from "./words.ts";

type Fact = Schema<"FactOut">;

const most = 60;

function factsKey(lang: string) {
  return ["facts", lang] as const;
}

/** The latest facts, as the API tells them. */
export function useFacts() {
  const lang = useLanguage();
  return useQuery({
    queryKey: factsKey(lang),
    queryFn: () => ok(api.GET("/v1/facts", { params: { query: { limit: 30 } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Facts of two lists as one, newest first, each once. */
export function joined(a: readonly Fact[], b: readonly Fact[]): Fact[] {
  const all = new Map([...a, ...b].map((fact) => [fact.number, fact]));
  return [...all.values()].sort((x, y) => y.number - x.number).slice(0, most);
}

/** What happened lately, live. New facts slide in at the top; while one reads they wait behind a button. */
export function Facts({ onFact }: { onFact: () => void }): ReactNode {
  const t = useWords(overviewWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const facts = useFacts();
  const place = useRef<HTMLDivElement>(null);
  const reading = useRef(false);
  const [waiting, setWaiting] = useState<Fact[]>([]);
  const [fresh, setFresh] = useState(0);
  useLiveLanguage();
  const put = (news: readonly Fact[]) => {
    setFresh(Math.max(0, ...(facts.data?.data ?? []).map((f) => f.number)));
    client.setQueryData<Schema<"FactsOut">>(
      factsKey(lang),
      (old) => old && { ...old, data: joined(news, old.data ?? []) },
    );
  };
  const held = () => reading.current || (place.current?.scrollTop ?? 0) > 0;
  useLive("fact", (fact) => {
    onFact();
    if (facts.data?.data?.some((f) => f.number === fact.number)) return;
    if (held()) setWaiting((old) => joined([fact], old));
    else put([fact]);
  });
  useLive("open", () => void client.invalidateQueries({ queryKey: ["facts"] }));
  const release = () => {
    put(waiting);
    setWaiting([]);
    place.current?.scrollTo({ top: 0 });
  };
  return (
    <Card className="span-4 facts-card" title={t.facts} aside={<Connection />}>
      <Show query={facts} rows={6}>
        {(list) =>
          (list.data ?? []).length === 0 ? (
            <Empty title={t.noFacts} text={t.noFactsText} />
          ) : (
            <>
              {waiting.length > 0 ? (
                <Button size="small" shape="round" className="facts-more" icon={<ArrowUpOutlined />} onClick={release}>
                  {t.newFacts(count(waiting.length))}
                </Button>
              ) : null}
              <section
                ref={place}
                className="facts-list"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
                tabIndex={0}
                aria-label={t.facts}
                onPointerEnter={() => {
                  reading.current = true;
                }}
                onPointerLeave={() => {
                  reading.current = false;
                }}
                onFocus={() => {
                  reading.current = true;
                }}
                onBlur={() => {
                  reading.current = false;
                }}
              >
                <ol className="plain">
                  {(list.data ?? []).map((fact) => (
                    <FactLine key={fact.number} fact={fact} fresh={fresh > 0 && fact.number > fresh} />
                  ))}
                </ol>
              </section>
            </>
          )
        }
      </Show>
    </Card>
  );
}

/** Whether facts come in as they happen. */
function Connection(): ReactNode {
  const t = useWords(overviewWords);
  const state = useLiveState();
  return (
    <span role="status">
      {state === "open" ? (
        <Tag tone="good">
          <i className="dot" aria-hidden="true" />
          {t.live}
        </Tag>
      ) : state === "lost" ? (
        <Tag tone="warn">{t.lost}</Tag>
      ) : (
        <Tag>{t.connecting}</Tag>
      )}
    </span>
  );
}

const pictures: [string, typeof GiftOutlined, string][] = [
  ["order.refunded", RollbackOutlined, "warn"],
  ["order.returned", RollbackOutlined, "warn"],
  ["order.", ShoppingOutlined, "accent"],
  ["member.", UserAddOutlined, "good"],
  ["tier.", StarOutlined, "accent"],
];

function FactLine({ fact, fresh }: { fact: Fact; fresh: boolean }): ReactNode {
  const t = useWords(overviewWords);
  const mayOrders = useMay("orders:read");
  const mayMembers = useMay("members:read");
  useMinute();
  const [, Picture, tone] = pictures.find(([kind]) => fact.kind.startsWith(kind)) ?? ["", GiftOutlined, ""];
  const to =
    fact.order_id && mayOrders
      ? `/orders/${fact.order_id}`
      : fact.member_id && mayMembers
        ? `/members/${fact.member_id}`
        : undefined;
  const at = fact.at ?? fact.taken_at ?? "";
  return (
    <li className={fresh ? "fact fresh" : "fact"}>
      <span className={`tag round ${tone}`} aria-hidden="true">
        <Picture />
      </span>
      <span>
        {to ? (
          <Link to={to} title={t.open}>
            {fact.text}
          </Link>
        ) : (
          fact.text
        )}
        {at ? (
          <time className="meta" dateTime={at} title={time(at)}>
            {ago(at)}
          </time>
        ) : null}
      </span>
    </li>
  );
}

/** Renders anew every minute, so that "3 minutes ago" stays true. */
function useMinute(): void {
  const [, turn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => turn((n) => n + 1), 60_000);
    return () => clearInterval(timer);
  }, []);
}
