-- The points mall: what points (and money) buy, and what was redeemed.

CREATE TABLE mall_item (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL,
    summary text COLLATE "C" NOT NULL,
    points bigint NOT NULL,
    price_minor bigint NOT NULL,
    cost_minor bigint NOT NULL,
    stock bigint NOT NULL,
    taken bigint NOT NULL,
    per_member bigint NOT NULL,
    per text COLLATE "C" NOT NULL,
    gives text COLLATE "C" NOT NULL,
    sku text COLLATE "C" NOT NULL,
    hand_over text COLLATE "C" NOT NULL,
    tier text COLLATE "C" NOT NULL,
    condition text COLLATE "C" NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    closed boolean NOT NULL,
    position bigint NOT NULL,
    picture text COLLATE "C" NOT NULL,
    budget_id bigint NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT mall_item_price CHECK (points >= 0 AND price_minor >= 0 AND points + price_minor > 0),
    CONSTRAINT mall_item_stock CHECK (taken >= 0 AND (stock = -1 OR stock >= taken)),
    CONSTRAINT mall_item_gives CHECK ((gives = '[]') = (sku <> '')),
    CONSTRAINT mall_item_budget CHECK (budget_id = 0 OR sku = ''),
    CONSTRAINT mall_item_hand_over CHECK (hand_over IN ('at_once', 'pickup', 'delivery', 'either') AND (hand_over = 'at_once') = (sku = ''))
) /* updated */;

CREATE TABLE mall_redemption (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    item_id bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    points bigint NOT NULL,
    price_minor bigint NOT NULL,
    principal_minor bigint NOT NULL,
    bonus_minor bigint NOT NULL,
    cost_minor bigint NOT NULL,
    payments text COLLATE "C" NOT NULL,
    terms text COLLATE "C" NOT NULL,
    hand_over text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    code_tries bigint NOT NULL,
    code_locked_until bigint NOT NULL,
    store_id bigint NOT NULL,
    recipient bytea NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    parcel text COLLATE "C" NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    shipped_at bigint NOT NULL,
    done_at bigint NOT NULL,
    done_by text COLLATE "C" NOT NULL,
    cancelled_at bigint NOT NULL,
    cancelled_by text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT mall_redemption_quantity CHECK (quantity > 0),
    CONSTRAINT mall_redemption_spent CHECK (points >= 0 AND principal_minor >= 0 AND bonus_minor >= 0 AND principal_minor + bonus_minor <= price_minor),
    CONSTRAINT mall_redemption_state CHECK (state IN ('waiting', 'shipped', 'done', 'cancelled')),
    CONSTRAINT mall_redemption_code CHECK ((code <> '') = (hand_over = 'pickup'))
);

CREATE UNIQUE INDEX mall_redemption_number ON mall_redemption (merchant_id, number, source);

CREATE UNIQUE INDEX mall_redemption_pickup ON mall_redemption (merchant_id, code) WHERE code <> '';

CREATE INDEX mall_redemption_member ON mall_redemption (merchant_id, member_id, item_id, id);

CREATE INDEX mall_redemption_item ON mall_redemption (merchant_id, item_id, id);

CREATE INDEX mall_redemption_state ON mall_redemption (merchant_id, state, id);
