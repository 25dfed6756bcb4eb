-- What the database itself needs: node numbers for ids, the outbox, idempotency keys.

CREATE TABLE store_node (
    node bigint NOT NULL PRIMARY KEY,
    lease_until bigint NOT NULL,
    holder text NOT NULL
);

WITH RECURSIVE n(node) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT node + 1 FROM n WHERE node < 1023)
INSERT INTO store_node (node, lease_until, holder) SELECT node, 0, '' FROM n;

CREATE TABLE store_outbox (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    member_id bigint NOT NULL,
    subject bigint NOT NULL,
    at bigint NOT NULL,
    root text NOT NULL,
    depth bigint NOT NULL,
    historic boolean NOT NULL,
    data text NOT NULL,
    PRIMARY KEY (merchant_id, id)
) /* clustered */;

CREATE TABLE store_idempotency (
    merchant_id bigint NOT NULL,
    key text NOT NULL,
    hash text NOT NULL,
    made_kind text NOT NULL,
    made_id bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (merchant_id, key)
) /* clustered */;
