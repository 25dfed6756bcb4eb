CREATE TABLE importer_run (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	file text NOT NULL,
	digest text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL,
	lanes text NOT NULL,
	total bigint NOT NULL,
	report text NOT NULL,
	by_kind text COLLATE "C" NOT NULL,
	by_id bigint NOT NULL,
	by_name text NOT NULL,
	started_at bigint NOT NULL,
	finished_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT importer_run_state CHECK (state IN ('running', 'done')),
	CONSTRAINT importer_run_total CHECK (total >= 0)
);
CREATE UNIQUE INDEX importer_run_open ON importer_run (merchant_id, digest) WHERE state = 'running';

CREATE TABLE importer_refusal (
	merchant_id bigint NOT NULL,
	run_id bigint NOT NULL,
	line bigint NOT NULL,
	field text COLLATE "C" NOT NULL,
	code text COLLATE "C" NOT NULL,
	message text NOT NULL,
	PRIMARY KEY (merchant_id, run_id, line)
) /* clustered */;

CREATE TABLE importer_upload (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	name text NOT NULL,
	size bigint NOT NULL,
	parts bigint NOT NULL,
	created_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id)
);
CREATE INDEX importer_upload_age ON importer_upload (merchant_id, created_at);

CREATE TABLE importer_part (
	merchant_id bigint NOT NULL,
	upload_id bigint NOT NULL,
	part bigint NOT NULL,
	body bytea NOT NULL,
	PRIMARY KEY (merchant_id, upload_id, part)
);
