-- What-if runs over the past: what was asked, and what was found out. They change nothing else.

-- document is the programme as it was replayed, digest its SHA-256: publishing may ask for it. finished_at is 0 until there is a report.
CREATE TABLE simulation (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    program text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    document text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    reprice boolean NOT NULL,
    made_by_kind text COLLATE "C" NOT NULL,
    made_by_id bigint NOT NULL,
    made_by_name text NOT NULL,
    created_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    report text NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT simulation_program CHECK (program IN ('draft', 'in_force', 'version', 'document')),
    CONSTRAINT simulation_finished CHECK (finished_at = 0 OR finished_at >= created_at)
);

CREATE INDEX simulation_digest ON simulation (merchant_id, digest, finished_at);

-- The members who would gain or lose most: place counts from 1 for gains and from −1 down for losses.
CREATE TABLE simulation_member (
    merchant_id bigint NOT NULL,
    simulation_id bigint NOT NULL,
    place bigint NOT NULL,
    member_id bigint NOT NULL,
    delta_minor bigint NOT NULL,
    delta_points bigint NOT NULL,
    was_minor bigint NOT NULL,
    would_minor bigint NOT NULL,
    was_points bigint NOT NULL,
    would_points bigint NOT NULL,
    was_discount bigint NOT NULL,
    would_discount bigint NOT NULL,
    was_tier text COLLATE "C" NOT NULL,
    would_tier text COLLATE "C" NOT NULL,
    spend_minor bigint NOT NULL,
    PRIMARY KEY (merchant_id, simulation_id, place),
    CONSTRAINT simulation_member_place CHECK (place <> 0)
) /* clustered */;

CREATE INDEX simulation_member_member ON simulation_member (merchant_id, member_id);
