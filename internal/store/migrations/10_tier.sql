-- The tier that each member holds, and every change of it.

CREATE TABLE tier_member (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    tier text NOT NULL,
    since_at bigint NOT NULL,
    keep_until bigint NOT NULL,
    grace_until bigint NOT NULL,
    manual boolean NOT NULL,
    manual_until bigint NOT NULL,
    due_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id)
) /* clustered */;

CREATE INDEX tier_member_tier ON tier_member (merchant_id, tier);

-- undone marks an upgrade that a refund took back: it no longer counts, and is never asked again.
CREATE TABLE tier_change (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    id bigint NOT NULL,
    at bigint NOT NULL,
    from_tier text NOT NULL,
    to_tier text NOT NULL,
    kind text NOT NULL,
    cause text NOT NULL,
    edition bigint NOT NULL,
    state text NOT NULL,
    undone boolean NOT NULL,
    PRIMARY KEY (merchant_id, member_id, id),
    CONSTRAINT tier_change_kind CHECK (kind IN ('entry', 'upgrade', 'downgrade', 'keep', 'grace', 'manual', 'undo', 'edition', 'merge'))
) /* clustered */;
