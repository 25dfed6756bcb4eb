-- What of each cap is used up, and what was given by hand or by a rule other than an order's.

CREATE TABLE reward_use (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    rule text NOT NULL,
    period text NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, rule, period),
    CONSTRAINT reward_use_used CHECK (used >= 0)
) /* clustered */;

CREATE TABLE reward_grant (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    kind text NOT NULL,
    asset text NOT NULL,
    amount bigint NOT NULL,
    taken_back bigint NOT NULL,
    reason text NOT NULL,
    rule text NOT NULL,
    root text NOT NULL,
    made_by text NOT NULL,
    at bigint NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT reward_grant_kind CHECK (kind IN ('adjustment', 'reward')),
    CONSTRAINT reward_grant_state CHECK (state IN ('given', 'revoked'))
);

CREATE INDEX reward_grant_member ON reward_grant (merchant_id, member_id, id);

CREATE INDEX reward_grant_root ON reward_grant (merchant_id, root);
