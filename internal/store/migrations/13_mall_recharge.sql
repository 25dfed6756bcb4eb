-- Stored value: what is offered, what was recharged, and what of it was paid back. The value itself stands in the ledger.

-- The merchant's terms of stored value, with the text that members are shown.
CREATE TABLE mall_recharge_terms (
    merchant_id bigint NOT NULL,
    document text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (merchant_id)
);

CREATE TABLE mall_recharge_offer (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    document text COLLATE "C" NOT NULL,
    on_sale boolean NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

-- One recharge: principal that was paid, bonus that came with it. member_id holds it now, record_id is the record that it was made for.
-- withdrawn is what was paid back, charged what of the principal paid for uses on closing, voided what of the bonus was taken back,
-- extra what of withdrawn was more than the principal left, giftless why its gift was not given.
CREATE TABLE mall_recharge (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    record_id bigint NOT NULL,
    offer_id bigint NOT NULL,
    offer text COLLATE "C" NOT NULL,
    amount_minor bigint NOT NULL,
    bonus_minor bigint NOT NULL,
    withdrawn_minor bigint NOT NULL,
    charged_minor bigint NOT NULL,
    voided_minor bigint NOT NULL,
    extra_minor bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    payments text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    giftless text COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT mall_recharge_amount CHECK (amount_minor > 0 AND bonus_minor >= 0),
    CONSTRAINT mall_recharge_back CHECK (withdrawn_minor >= 0 AND withdrawn_minor <= amount_minor AND extra_minor >= 0 AND extra_minor <= withdrawn_minor
        AND charged_minor >= 0 AND withdrawn_minor - extra_minor + charged_minor <= amount_minor AND voided_minor >= 0)
);

CREATE UNIQUE INDEX mall_recharge_number ON mall_recharge (merchant_id, number, source);

CREATE INDEX mall_recharge_member ON mall_recharge (merchant_id, member_id, id);

CREATE INDEX mall_recharge_made ON mall_recharge (merchant_id, made_at, id);

-- Principal that was paid back to a member: of which recharges stands in parts.
CREATE TABLE mall_withdrawal (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    record_id bigint NOT NULL,
    amount_minor bigint NOT NULL,
    because text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    parts text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT mall_withdrawal_amount CHECK (amount_minor > 0),
    CONSTRAINT mall_withdrawal_because CHECK (because IN ('member', 'merchant'))
);

CREATE INDEX mall_withdrawal_member ON mall_withdrawal (merchant_id, member_id, id);

CREATE INDEX mall_withdrawal_made ON mall_withdrawal (merchant_id, made_at, id);
