-- Templates of coupons, the coupons that were made of them, and every use.

-- issued counts every coupon of the template; stock is how many there may be.
CREATE TABLE coupon_template (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    terms_id bigint NOT NULL,
    stock bigint NOT NULL,
    per_member_limit bigint NOT NULL,
    issued bigint NOT NULL,
    status text NOT NULL,
    note text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT coupon_template_status CHECK (status IN ('active', 'paused', 'archived')),
    CONSTRAINT coupon_template_stock CHECK (0 <= issued AND issued <= stock),
    CONSTRAINT coupon_template_limit CHECK (per_member_limit >= 0)
) /* updated */;

-- What a template promised: a coupon keeps the terms that it was made with. The first have the id of their template.
CREATE TABLE coupon_terms (
    merchant_id bigint NOT NULL,
    template_id bigint NOT NULL,
    id bigint NOT NULL,
    document text NOT NULL,
    made_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, template_id, id)
) /* clustered */;

-- One call that made coupons for a list of members, or codes to hand out.
CREATE TABLE coupon_issue (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    template_id bigint NOT NULL,
    kind text NOT NULL,
    asked bigint NOT NULL,
    issued bigint NOT NULL,
    refused text NOT NULL,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    made_by text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT coupon_issue_kind CHECK (kind IN ('members', 'codes')),
    CONSTRAINT coupon_issue_count CHECK (0 <= issued AND issued <= asked)
);

CREATE INDEX coupon_issue_template ON coupon_issue (merchant_id, template_id, id);

-- member_id holds it now (0: nobody yet); record_id is the record that it was last given to, which a merge leaves as it was;
-- given_to is who had it first, whose limit it counts against. used_at, voided_at and tell_at are never where they have not come.
CREATE TABLE coupon (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    template_id bigint NOT NULL,
    terms_id bigint NOT NULL,
    code text NOT NULL,
    member_id bigint NOT NULL,
    record_id bigint NOT NULL,
    given_to bigint NOT NULL,
    grant_id bigint NOT NULL,
    rule text NOT NULL,
    root text NOT NULL,
    issued_at bigint NOT NULL,
    held_at bigint NOT NULL,
    activates_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    order_id bigint NOT NULL,
    used_at bigint NOT NULL,
    hold_id bigint NOT NULL,
    hold_until bigint NOT NULL,
    voided_at bigint NOT NULL,
    void_reason text NOT NULL,
    tell_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT coupon_used CHECK (order_id = 0 AND used_at = 9223372036854775807 OR order_id <> 0 AND used_at < 9223372036854775807),
    CONSTRAINT coupon_ended CHECK (order_id = 0 OR voided_at = 9223372036854775807),
    CONSTRAINT coupon_holder CHECK (member_id = 0 OR record_id <> 0 AND given_to <> 0)
) /* updated */;

CREATE UNIQUE INDEX coupon_code ON coupon (merchant_id, code);

CREATE INDEX coupon_member ON coupon (merchant_id, member_id, expires_at) WHERE member_id <> 0;

CREATE INDEX coupon_of_template ON coupon (merchant_id, template_id, id);

CREATE INDEX coupon_order ON coupon (merchant_id, order_id) WHERE order_id <> 0;

-- Given on to somebody else, and still counted against whoever had it first.
CREATE INDEX coupon_given ON coupon (merchant_id, given_to, template_id) WHERE given_to <> member_id;

CREATE INDEX coupon_record ON coupon (merchant_id, record_id) WHERE record_id <> member_id;

-- When its member is next told of it.
CREATE INDEX coupon_tell ON coupon (merchant_id, tell_at, id) WHERE tell_at < 9223372036854775807;

-- Each use of a coupon by an order; returned_at is never while it is used.
CREATE TABLE coupon_use (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    template_id bigint NOT NULL,
    member_id bigint NOT NULL,
    order_id bigint NOT NULL,
    store_id bigint NOT NULL,
    at bigint NOT NULL,
    used_on text NOT NULL,
    amount_minor bigint NOT NULL,
    payable_minor bigint NOT NULL,
    returned_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE INDEX coupon_use_template ON coupon_use (merchant_id, template_id, id);

CREATE INDEX coupon_use_order ON coupon_use (merchant_id, order_id);

-- Uses and what they took off are summed from it alone.
CREATE INDEX coupon_use_sums ON coupon_use (merchant_id, template_id, used_on, returned_at, amount_minor, payable_minor);
