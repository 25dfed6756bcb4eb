-- Paid plans: what is sold, each version of its terms, and who has bought or was given how long of it.

CREATE TABLE plan (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    on_sale boolean NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE UNIQUE INDEX plan_code ON plan (merchant_id, code);

-- What was bought keeps the version it was bought with: rows are never changed.
CREATE TABLE plan_version (
    merchant_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    version bigint NOT NULL,
    document text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant_id, plan_id, version)
) /* clustered */;

-- One span of a member's plan: bought, or given. member_id holds it now, record_id is the record that it was made for. edition is the
-- version of the programme that was in force when it was made: what that promised for the plan is kept.
-- closed_at is when it was ended before its time, by what closed says, maybe before it began; from remind_at on its end is announced.
-- From rest_from until rest_until, and on rest_days days before that, another span of the plan was used up in its place. principal and
-- bonus are stored value that was drawn for it, and what of that came back.
CREATE TABLE plan_membership (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    record_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    version bigint NOT NULL,
    edition bigint NOT NULL,
    act text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    remind_at bigint NOT NULL,
    rest_from bigint NOT NULL,
    rest_until bigint NOT NULL,
    rest_days bigint NOT NULL,
    closed_at bigint NOT NULL,
    closed text COLLATE "C" NOT NULL,
    price_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    back_minor bigint NOT NULL,
    refund_minor bigint NOT NULL,
    unrecovered_minor bigint NOT NULL,
    principal_minor bigint NOT NULL,
    bonus_minor bigint NOT NULL,
    principal_back_minor bigint NOT NULL,
    bonus_back_minor bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    cause text COLLATE "C" NOT NULL,
    store_id bigint NOT NULL,
    made_by text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    told_at bigint NOT NULL,
    ended_told boolean NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT plan_membership_span CHECK (starts_at <= ends_at),
    CONSTRAINT plan_membership_rest CHECK (rest_from <= rest_until AND rest_days >= 0),
    CONSTRAINT plan_membership_act CHECK (act IN ('joined', 'returned', 'renewed', 'upgraded', 'given')),
    CONSTRAINT plan_membership_closed CHECK (closed IN ('', 'cancelled', 'upgraded', 'taken_back', 'erased')),
    CONSTRAINT plan_membership_money CHECK (price_minor >= 0 AND credit_minor >= 0 AND back_minor >= 0 AND refund_minor >= 0 AND refund_minor <= price_minor AND unrecovered_minor >= 0),
    CONSTRAINT plan_membership_value CHECK (principal_minor >= 0 AND bonus_minor >= 0 AND principal_minor + bonus_minor <= price_minor - credit_minor
        AND principal_back_minor >= 0 AND principal_back_minor <= principal_minor AND bonus_back_minor >= 0 AND bonus_back_minor <= bonus_minor)
);

CREATE INDEX plan_membership_member ON plan_membership (merchant_id, member_id, ends_at);

CREATE UNIQUE INDEX plan_membership_number ON plan_membership (merchant_id, number, source) WHERE number <> '';

CREATE INDEX plan_membership_ends ON plan_membership (merchant_id, ends_at, id);

CREATE INDEX plan_membership_made ON plan_membership (merchant_id, made_at, plan_id);
