-- What members may use a number of times, each use of it, what every benefit was used for, and the times cards that are sold.

CREATE TABLE benefit_entitlement (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    kind text NOT NULL,
    benefit text NOT NULL,
    source text NOT NULL,
    period text NOT NULL,
    terms text NOT NULL,
    quantity bigint NOT NULL,
    used bigint NOT NULL,
    revoked bigint NOT NULL,
    root text NOT NULL,
    rule text NOT NULL,
    made_at bigint NOT NULL,
    activates_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint NOT NULL,
    follows bigint NOT NULL,
    part_of bigint NOT NULL,
    tell_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT benefit_entitlement_kind CHECK (kind IN ('quota', 'given', 'card', 'draw')),
    CONSTRAINT benefit_entitlement_sum CHECK (used >= 0 AND revoked >= 0 AND used + revoked <= quantity)
) /* updated */;

CREATE INDEX benefit_entitlement_member ON benefit_entitlement (merchant_id, member_id, expires_at);

CREATE INDEX benefit_entitlement_root ON benefit_entitlement (merchant_id, root);

CREATE INDEX benefit_entitlement_tell ON benefit_entitlement (merchant_id, tell_at);

CREATE INDEX benefit_entitlement_part ON benefit_entitlement (merchant_id, part_of) WHERE part_of <> 0;

-- quantity is what was used, returned is what of it has come back.
CREATE TABLE benefit_use (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    entitlement_id bigint NOT NULL,
    member_id bigint NOT NULL,
    used_by bigint NOT NULL,
    cause_kind text NOT NULL,
    cause_id bigint NOT NULL,
    quantity bigint NOT NULL,
    returned bigint NOT NULL,
    state text NOT NULL,
    amount_minor bigint NOT NULL,
    cost_minor bigint NOT NULL,
    store_id bigint NOT NULL,
    source text NOT NULL,
    number text NOT NULL,
    hash text NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL,
    at bigint NOT NULL,
    until_at bigint NOT NULL,
    undone_at bigint NOT NULL,
    undone_by text NOT NULL,
    undone_why text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT benefit_use_state CHECK (state IN ('locked', 'used', 'undone', 'released')),
    CONSTRAINT benefit_use_sum CHECK (quantity > 0 AND returned >= 0 AND returned <= quantity)
);

CREATE UNIQUE INDEX benefit_use_number ON benefit_use (merchant_id, source, number) WHERE number <> '';

CREATE INDEX benefit_use_entitlement ON benefit_use (merchant_id, entitlement_id, id);

CREATE INDEX benefit_use_member ON benefit_use (merchant_id, member_id, id);

CREATE INDEX benefit_use_cause ON benefit_use (merchant_id, cause_id);

-- One row for what one document used of one benefit, lowered to what the document keeps.
CREATE TABLE benefit_note (
    merchant_id bigint NOT NULL,
    cause_kind text NOT NULL,
    cause_id bigint NOT NULL,
    kind text NOT NULL,
    benefit text NOT NULL,
    member_id bigint NOT NULL,
    tier text NOT NULL,
    store_id bigint NOT NULL,
    at bigint NOT NULL,
    quantity bigint NOT NULL,
    amount_minor bigint NOT NULL,
    cost_minor bigint NOT NULL,
    PRIMARY KEY (merchant_id, cause_id, kind, benefit)
) /* clustered */;

CREATE INDEX benefit_note_at ON benefit_note (merchant_id, at);

CREATE INDEX benefit_note_member ON benefit_note (merchant_id, member_id);

CREATE TABLE benefit_card (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    code text NOT NULL,
    document text NOT NULL,
    active boolean NOT NULL,
    made_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, code)
);

CREATE TABLE benefit_sale (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    card_id bigint NOT NULL,
    member_id bigint NOT NULL,
    entitlement_id bigint NOT NULL,
    source text NOT NULL,
    number text NOT NULL,
    hash text NOT NULL,
    store_id bigint NOT NULL,
    paid_minor bigint NOT NULL,
    payments text NOT NULL,
    made_by text NOT NULL,
    at bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    refund_number text NOT NULL,
    refund_why text NOT NULL,
    refunded_by text NOT NULL,
    refunded_at bigint NOT NULL,
    principal_minor bigint NOT NULL,
    bonus_minor bigint NOT NULL,
    principal_back_minor bigint NOT NULL,
    bonus_back_minor bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, source, number),
    CONSTRAINT benefit_sale_refund CHECK (refunded_minor >= 0 AND refunded_minor <= paid_minor),
    CONSTRAINT benefit_sale_value CHECK (principal_minor >= 0 AND bonus_minor >= 0 AND principal_minor + bonus_minor <= paid_minor
        AND principal_back_minor >= 0 AND principal_back_minor <= principal_minor AND bonus_back_minor >= 0 AND bonus_back_minor <= bonus_minor)
);

CREATE INDEX benefit_sale_member ON benefit_sale (merchant_id, member_id, id);

CREATE INDEX benefit_sale_entitlement ON benefit_sale (merchant_id, entitlement_id);

-- Who but the holder may use a card.
CREATE TABLE benefit_sharer (
    merchant_id bigint NOT NULL,
    entitlement_id bigint NOT NULL,
    member_id bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (merchant_id, entitlement_id, member_id)
) /* clustered */;

CREATE INDEX benefit_sharer_member ON benefit_sharer (merchant_id, member_id);
