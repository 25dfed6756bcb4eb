-- By what a member proves to be there: the number in the dynamic code, the PIN, and how often somebody was wrong.

CREATE TABLE member_proof (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    handle bigint NOT NULL,
    pin_hash text NOT NULL,
    pin_set_at bigint NOT NULL,
    code_tries bigint NOT NULL,
    pin_tries bigint NOT NULL,
    locked_until bigint NOT NULL,
    burned_slot bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id),
    UNIQUE (merchant_id, handle),
    CONSTRAINT member_proof_tries CHECK (code_tries >= 0 AND pin_tries >= 0)
) /* clustered updated */;
