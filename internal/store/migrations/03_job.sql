CREATE TABLE job (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	key text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL,
	params text NOT NULL,
	result text NOT NULL,
	error_code text COLLATE "C" NOT NULL,
	error text NOT NULL,
	done bigint NOT NULL,
	total bigint NOT NULL,
	due_at bigint NOT NULL,
	tries bigint NOT NULL,
	fence bigint NOT NULL,
	cancel_said boolean NOT NULL,
	made_by_kind text COLLATE "C" NOT NULL,
	made_by_id bigint NOT NULL,
	made_by_name text NOT NULL,
	created_at bigint NOT NULL,
	started_at bigint NOT NULL,
	finished_at bigint NOT NULL,
	seen_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT job_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT job_open_is_due CHECK ((state IN ('waiting', 'running')) = (due_at < 9223372036854775807))
);
CREATE INDEX job_due ON job (merchant_id, due_at);
CREATE UNIQUE INDEX job_key ON job (merchant_id, key) WHERE key <> '';

CREATE TABLE job_schedule (
	merchant_id bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	cron text COLLATE "C" NOT NULL,
	next_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, name)
);

CREATE TABLE job_lease (
	merchant_id bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	holder text COLLATE "C" NOT NULL,
	fence bigint NOT NULL,
	until_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, name)
);

CREATE TABLE job_delivery (
	merchant_id bigint NOT NULL,
	event_id bigint NOT NULL,
	consumer text COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant_id, event_id, consumer)
) /* clustered */;

CREATE TABLE job_parked (
	merchant_id bigint NOT NULL,
	event_id bigint NOT NULL,
	consumer text COLLATE "C" NOT NULL,
	event text NOT NULL,
	tries bigint NOT NULL,
	due_at bigint NOT NULL,
	error text NOT NULL,
	parked_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, event_id, consumer)
);
CREATE INDEX job_parked_due ON job_parked (merchant_id, due_at);
