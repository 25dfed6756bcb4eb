-- Orders as they were decided, their lines as they remain, and what came back.

CREATE TABLE order_head (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    source text NOT NULL,
    number text NOT NULL,
    hash text NOT NULL,
    member_id bigint NOT NULL,
    store_id bigint NOT NULL,
    channel text NOT NULL,
    placed_at bigint NOT NULL,
    placed_on text NOT NULL,
    paid_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    made_by text NOT NULL,
    pricing text NOT NULL,
    edition bigint NOT NULL,
    status text NOT NULL,
    fulfilment text NOT NULL,
    total_minor bigint NOT NULL,
    payable_minor bigint NOT NULL,
    cash_minor bigint NOT NULL,
    kept_minor bigint NOT NULL,
    points_earned bigint NOT NULL,
    growth_earned bigint NOT NULL,
    standing text NOT NULL,
    outcome text NOT NULL,
    payments text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT order_head_status CHECK (status IN ('paid', 'partly_refunded', 'refunded')),
    CONSTRAINT order_head_fulfilment CHECK (fulfilment IN ('none', 'shipped', 'delivered', 'signed', 'completed')),
    CONSTRAINT order_head_money CHECK (0 <= kept_minor AND kept_minor <= payable_minor AND 0 <= cash_minor AND cash_minor <= payable_minor AND payable_minor <= total_minor)
);

-- Number first: a till asks by both, a person by the number alone.
CREATE UNIQUE INDEX order_head_number ON order_head (merchant_id, number, source);

CREATE INDEX order_head_member ON order_head (merchant_id, member_id, placed_at);

CREATE INDEX order_head_placed ON order_head (merchant_id, placed_at);

-- Sales by day are summed from it alone; it grows at its end.
CREATE INDEX order_head_sales ON order_head (merchant_id, placed_on, placed_at, store_id, member_id, payable_minor, status);

-- One line of an order: what it was worth, and how many of its units remain.
CREATE TABLE order_line (
    merchant_id bigint NOT NULL,
    order_id bigint NOT NULL,
    line bigint NOT NULL,
    sku text NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    kind text NOT NULL,
    quantity bigint NOT NULL,
    remaining bigint NOT NULL,
    total_minor bigint NOT NULL,
    payable_minor bigint NOT NULL,
    points bigint NOT NULL,
    points_minor bigint NOT NULL,
    bonus_minor bigint NOT NULL,
    principal_minor bigint NOT NULL,
    points_earned bigint NOT NULL,
    growth_earned bigint NOT NULL,
    adjustments text NOT NULL,
    PRIMARY KEY (merchant_id, order_id, line),
    CONSTRAINT order_line_remaining CHECK (0 <= remaining AND remaining <= quantity)
) /* clustered */;

-- What came back of an order; return_id names the unlinked return it came from, or is 0.
CREATE TABLE order_refund (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    number text NOT NULL,
    return_id bigint NOT NULL,
    hash text NOT NULL,
    member_id bigint NOT NULL,
    refunded_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    made_by text NOT NULL,
    reason text NOT NULL,
    amount_minor bigint NOT NULL,
    outcome text NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE UNIQUE INDEX order_refund_number ON order_refund (merchant_id, order_id, number);

CREATE INDEX order_refund_refunded ON order_refund (merchant_id, refunded_at, return_id, order_id, member_id, amount_minor);

-- An unlinked return: its matched units are refunds of the orders they came from.
CREATE TABLE order_return (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    source text NOT NULL,
    number text NOT NULL,
    hash text NOT NULL,
    member_id bigint NOT NULL,
    store_id bigint NOT NULL,
    returned_at bigint NOT NULL,
    returned_on text NOT NULL,
    recorded_at bigint NOT NULL,
    made_by text NOT NULL,
    amount_minor bigint NOT NULL,
    matched_minor bigint NOT NULL,
    difference_minor bigint NOT NULL,
    unmatched_minor bigint NOT NULL,
    outcome text NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE UNIQUE INDEX order_return_number ON order_return (merchant_id, number, source);

CREATE INDEX order_return_member ON order_return (merchant_id, member_id, returned_at);

CREATE INDEX order_return_returned ON order_return (merchant_id, returned_at);

CREATE TABLE order_parcel (
    merchant_id bigint NOT NULL,
    order_id bigint NOT NULL,
    id bigint NOT NULL,
    at bigint NOT NULL,
    fulfilment text NOT NULL,
    carrier text NOT NULL,
    number text NOT NULL,
    node text NOT NULL,
    PRIMARY KEY (merchant_id, order_id, id)
);

-- What a quote reserved for a checkout under way: that its time is over nothing says but until_at. closed_at is never (the largest number) while
-- nobody has used or released it.
CREATE TABLE order_hold (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    made_at bigint NOT NULL,
    until_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    order_id bigint NOT NULL,
    made_by text NOT NULL,
    proven boolean NOT NULL,
    edition bigint NOT NULL,
    outcome text NOT NULL,
    lines text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT order_hold_used CHECK (order_id = 0 OR closed_at < 9223372036854775807)
);

CREATE INDEX order_hold_member ON order_hold (merchant_id, member_id, until_at);

CREATE INDEX order_hold_until ON order_hold (merchant_id, until_at);
