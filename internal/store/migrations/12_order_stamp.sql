-- Stamp cards: what orders collected on them, and what full cards gave.

CREATE TABLE order_stamp_card (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    document text NOT NULL,
    active boolean NOT NULL,
    made_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

-- stamps is what the order's remaining units are good for; lines are the places of those that counted when it first collected.
CREATE TABLE order_stamp (
    merchant_id bigint NOT NULL,
    card_id bigint NOT NULL,
    order_id bigint NOT NULL,
    member_id bigint NOT NULL,
    stamps bigint NOT NULL,
    lines text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (merchant_id, card_id, order_id),
    CONSTRAINT order_stamp_sum CHECK (stamps >= 0)
) /* clustered */;

CREATE INDEX order_stamp_member ON order_stamp (merchant_id, member_id, card_id);

CREATE TABLE order_stamp_round (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    card_id bigint NOT NULL,
    member_id bigint NOT NULL,
    grant_id bigint NOT NULL,
    at bigint NOT NULL,
    revoked_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE INDEX order_stamp_round_member ON order_stamp_round (merchant_id, member_id, card_id);
