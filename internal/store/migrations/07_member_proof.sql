-- By what a member proves to be there: the number in the dynamic code, the PIN, how often somebody was wrong, and what has left on a day
-- without a proof.

CREATE TABLE member_proof (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    handle bigint NOT NULL,
    pin_hash text NOT NULL,
    pin_set_at bigint NOT NULL,
    pin_proven boolean NOT NULL,
    code_tries bigint NOT NULL,
    pin_tries bigint NOT NULL,
    locked_until bigint NOT NULL,
    burned_slot bigint NOT NULL,
    left_on text NOT NULL,
    left_points bigint NOT NULL,
    left_balance_minor bigint NOT NULL,
    left_coupon_minor bigint NOT NULL,
    left_uses bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id),
    UNIQUE (merchant_id, handle),
    CONSTRAINT member_proof_tries CHECK (code_tries >= 0 AND pin_tries >= 0),
    CONSTRAINT member_proof_left CHECK (left_points >= 0 AND left_balance_minor >= 0 AND left_coupon_minor >= 0 AND left_uses >= 0)
) /* clustered updated */;
