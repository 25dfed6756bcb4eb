-- The latest facts, numbered as they became known: what pages show and follow live. Ids and numbers, nothing of a person.
CREATE TABLE insight_fact (
    merchant_id bigint NOT NULL,
    number bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    member_id bigint NOT NULL,
    subject bigint NOT NULL,
    store_id bigint NOT NULL,
    at bigint NOT NULL,
    taken_at bigint NOT NULL,
    historic boolean NOT NULL,
    data text NOT NULL,
    PRIMARY KEY (merchant_id, number)
) /* clustered */;

-- New members by day and channel are counted from it alone.
CREATE INDEX member_channel ON member (merchant_id, status, alias_of, channel, joined_at, store_id);

-- Which jobs have ended lately.
CREATE INDEX job_finished ON job (merchant_id, finished_at);

-- What takes long to count, as it was counted last: a server that has just started shows it until it has counted itself.
CREATE TABLE insight_count (
    merchant_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    counted_at bigint NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (merchant_id, name)
) /* clustered */;
