-- What the programme decided for what members did beside buying; what it gave are grants of the same root.

CREATE TABLE behaviour_act (
    merchant_id bigint NOT NULL,
    root text NOT NULL,
    kind text NOT NULL,
    member_id bigint NOT NULL,
    at bigint NOT NULL,
    edition bigint NOT NULL,
    trace text NOT NULL,
    PRIMARY KEY (merchant_id, root, kind)
) /* clustered */;

CREATE INDEX behaviour_act_member ON behaviour_act (merchant_id, member_id, at);
