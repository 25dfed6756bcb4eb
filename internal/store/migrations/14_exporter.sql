-- Files out: what was asked for and what came of it; the file itself lies in sealed parts until it expires.

CREATE TABLE exporter_run (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	job_id bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	format text COLLATE "C" NOT NULL,
	columns text COLLATE "C" NOT NULL,
	filter text NOT NULL,
	language text COLLATE "C" NOT NULL,
	revealed boolean NOT NULL,
	lines bigint NOT NULL,
	size bigint NOT NULL,
	parts bigint NOT NULL,
	by_kind text COLLATE "C" NOT NULL,
	by_id bigint NOT NULL,
	by_name text NOT NULL,
	created_at bigint NOT NULL,
	finished_at bigint NOT NULL,
	expires_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT exporter_run_kind CHECK (kind IN ('members', 'orders', 'entries')),
	CONSTRAINT exporter_run_format CHECK (format IN ('csv', 'xlsx'))
);
CREATE INDEX exporter_run_expires ON exporter_run (merchant_id, expires_at);

CREATE TABLE exporter_part (
	merchant_id bigint NOT NULL,
	run_id bigint NOT NULL,
	part bigint NOT NULL,
	body bytea NOT NULL,
	PRIMARY KEY (merchant_id, run_id, part)
);
