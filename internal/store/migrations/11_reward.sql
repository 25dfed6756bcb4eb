-- What of each cap is used up; what was given by hand or by a rule other than an order's; packs of rewards, and budgets for them.

CREATE TABLE reward_use (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    rule text NOT NULL,
    period text NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, rule, period),
    CONSTRAINT reward_use_used CHECK (used >= 0)
) /* clustered */;

-- alone is what a person gave without a second one: it counts in what he may give the member on that day.
CREATE TABLE reward_grant (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    rule text NOT NULL,
    root text NOT NULL,
    made_by text NOT NULL,
    alone boolean NOT NULL,
    at bigint NOT NULL,
    state text NOT NULL,
    cost_minor bigint NOT NULL,
    unrecovered_minor bigint NOT NULL,
    revoked_at bigint NOT NULL,
    uses text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_grant_kind CHECK (kind IN ('adjustment', 'reward')),
    CONSTRAINT reward_grant_state CHECK (state IN ('given', 'revoked')),
    CONSTRAINT reward_grant_cost CHECK (cost_minor >= 0 AND unrecovered_minor >= 0)
);

CREATE INDEX reward_grant_member ON reward_grant (merchant_id, member_id, id);

CREATE INDEX reward_grant_root ON reward_grant (merchant_id, root, id);

-- The items of a grant, packs taken apart.
CREATE TABLE reward_part (
    merchant_id bigint NOT NULL,
    grant_id bigint NOT NULL,
    position bigint NOT NULL,
    kind text NOT NULL,
    subject_id bigint NOT NULL,
    code text NOT NULL,
    pack_id bigint NOT NULL,
    amount bigint NOT NULL,
    taken_back bigint NOT NULL,
    cost_minor bigint NOT NULL,
    made text NOT NULL,
    PRIMARY KEY (merchant_id, grant_id, position),
    CONSTRAINT reward_part_kind CHECK (kind IN ('points', 'growth', 'bonus', 'commission', 'coupon', 'entitlement', 'draw_chances', 'plan_days', 'tier_days', 'tag', 'gift')),
    CONSTRAINT reward_part_amount CHECK (amount <> 0 AND taken_back >= 0 AND (taken_back = 0 OR taken_back <= amount) AND cost_minor >= 0)
) /* clustered */;

CREATE TABLE reward_pack (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    summary text NOT NULL,
    items text NOT NULL,
    closed boolean NOT NULL,
    made_at bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

-- A limit of what may be given in a period; 0 is no limit, and one of the two is none.
CREATE TABLE reward_budget (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    total bigint NOT NULL,
    per_member bigint NOT NULL,
    period text NOT NULL,
    closed boolean NOT NULL,
    made_at bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_budget_unit CHECK (unit IN ('points', 'money', 'count')),
    CONSTRAINT reward_budget_period CHECK (period IN ('day', 'week', 'month', 'year', 'ever')),
    CONSTRAINT reward_budget_limit CHECK (total >= 0 AND per_member >= 0 AND total + per_member > 0)
);

-- One call that made codes by which a pack is handed out; until_at and closed_at are never where they have not come.
CREATE TABLE reward_handout (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    pack_id bigint NOT NULL,
    note text NOT NULL,
    codes bigint NOT NULL,
    uses bigint NOT NULL,
    per_member bigint NOT NULL,
    budgets text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    made_by text NOT NULL,
    at bigint NOT NULL,
    closed_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_handout_counts CHECK (codes > 0 AND uses > 0 AND per_member > 0),
    CONSTRAINT reward_handout_span CHECK (from_at < until_at)
);

CREATE INDEX reward_handout_pack ON reward_handout (merchant_id, pack_id, id);

CREATE TABLE reward_code (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    handout_id bigint NOT NULL,
    code text NOT NULL,
    claims bigint NOT NULL,
    voided_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_code_claims CHECK (claims >= 0)
);

CREATE UNIQUE INDEX reward_code_text ON reward_code (merchant_id, code);

CREATE INDEX reward_code_handout ON reward_code (merchant_id, handout_id, id);

CREATE INDEX reward_code_void ON reward_code (merchant_id, handout_id) WHERE voided_at < 9223372036854775807;

-- Each grant of a pack by a code.
CREATE TABLE reward_claim (
    merchant_id bigint NOT NULL,
    grant_id bigint NOT NULL,
    handout_id bigint NOT NULL,
    code_id bigint NOT NULL,
    member_id bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (merchant_id, grant_id)
) /* clustered */;

CREATE INDEX reward_claim_member ON reward_claim (merchant_id, handout_id, member_id);

CREATE INDEX reward_claim_code ON reward_claim (merchant_id, code_id);

-- What is used of a budget in a period: the sum of its charges less what was returned.
CREATE TABLE reward_budget_use (
    merchant_id bigint NOT NULL,
    budget_id bigint NOT NULL,
    period text NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (merchant_id, budget_id, period),
    CONSTRAINT reward_budget_use_used CHECK (used >= 0)
) /* clustered */;

-- What a grant drew from a budget, in the period of the grant.
CREATE TABLE reward_charge (
    merchant_id bigint NOT NULL,
    grant_id bigint NOT NULL,
    budget_id bigint NOT NULL,
    member_id bigint NOT NULL,
    period text NOT NULL,
    amount bigint NOT NULL,
    returned bigint NOT NULL,
    PRIMARY KEY (merchant_id, grant_id, budget_id),
    CONSTRAINT reward_charge_amount CHECK (amount > 0 AND returned >= 0 AND returned <= amount)
) /* clustered */;

CREATE INDEX reward_charge_budget ON reward_charge (merchant_id, budget_id, period, member_id);

-- The template of the exchange coupons by which an article is given.
CREATE TABLE reward_gift (
    merchant_id bigint NOT NULL,
    sku text NOT NULL,
    template_id bigint NOT NULL,
    PRIMARY KEY (merchant_id, sku)
);

-- One call that gave the same to many members: its grants have it as their root. audience is null where members were named; else cursor is the last member
-- gone through (of one that is being taken back: the last grant), and finished_at is 0 until all were.
CREATE TABLE reward_batch (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    items text NOT NULL,
    reason text NOT NULL,
    rule text NOT NULL,
    budgets text NOT NULL,
    expires_at bigint NOT NULL,
    audience text NOT NULL,
    asked bigint NOT NULL,
    seen bigint NOT NULL,
    given bigint NOT NULL,
    cost_minor bigint NOT NULL,
    refused text NOT NULL,
    refused_count bigint NOT NULL,
    made_by text NOT NULL,
    at bigint NOT NULL,
    revoked_at bigint NOT NULL,
    job_id bigint NOT NULL,
    finished_at bigint NOT NULL,
    revoking boolean NOT NULL,
    cursor bigint NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_batch_given CHECK (0 <= given AND given <= asked AND refused_count >= 0)
);

-- How often each pack was given.
CREATE INDEX reward_part_pack ON reward_part (merchant_id, pack_id, grant_id) WHERE pack_id > 0;

-- What a person has given on a day without a second one: in all, by audiences and codes to any one member (each), and by name to the one who has had
-- most. One row each, begun anew with the day.
CREATE TABLE reward_alone (
    merchant_id bigint NOT NULL,
    made_by text NOT NULL,
    given_on text NOT NULL,
    points bigint NOT NULL,
    cost_minor bigint NOT NULL,
    each_points bigint NOT NULL,
    each_cost_minor bigint NOT NULL,
    each_days bigint NOT NULL,
    most_points bigint NOT NULL,
    most_cost_minor bigint NOT NULL,
    most_days bigint NOT NULL,
    PRIMARY KEY (merchant_id, made_by),
    CONSTRAINT reward_alone_sums CHECK (points >= 0 AND cost_minor >= 0 AND each_points >= 0 AND each_cost_minor >= 0 AND each_days >= 0),
    CONSTRAINT reward_alone_most CHECK (most_points >= 0 AND most_cost_minor >= 0 AND most_days >= 0)
) /* clustered updated */;
