-- The tier that each member holds, and every change of it. manual is the highest of its gifts, which are a document; "" is none.

CREATE TABLE tier_member (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    tier text NOT NULL,
    since_at bigint NOT NULL,
    merit text NOT NULL,
    keep_until bigint NOT NULL,
    grace_until bigint NOT NULL,
    manual text NOT NULL,
    manual_until bigint NOT NULL,
    gifts text NOT NULL,
    due_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id)
) /* clustered */;

CREATE INDEX tier_member_tier ON tier_member (merchant_id, tier);

-- before is the state before the change, so that it can be restored; undone marks what a refund took back.
CREATE TABLE tier_change (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    id bigint NOT NULL,
    at bigint NOT NULL,
    move text NOT NULL,
    from_tier text NOT NULL,
    to_tier text NOT NULL,
    why text NOT NULL,
    edition bigint NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    undone boolean NOT NULL,
    PRIMARY KEY (merchant_id, member_id, id)
) /* clustered */;
