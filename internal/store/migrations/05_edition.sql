CREATE TABLE edition (
	merchant_id bigint NOT NULL,
	number bigint NOT NULL,
	document text NOT NULL,
	digest text COLLATE "C" NOT NULL,
	effective_at bigint NOT NULL,
	published_at bigint NOT NULL,
	withdrawn_at bigint NOT NULL,
	note_zh text NOT NULL,
	note_en text NOT NULL,
	by_kind text COLLATE "C" NOT NULL,
	by_id bigint NOT NULL,
	by_name text NOT NULL,
	PRIMARY KEY (merchant_id, number),
	CONSTRAINT edition_number CHECK (number > 0),
	CONSTRAINT edition_never_backwards CHECK (effective_at >= published_at)
);

CREATE TABLE edition_draft (
	merchant_id bigint NOT NULL,
	document text NOT NULL,
	version bigint NOT NULL,
	changed_at bigint NOT NULL,
	stamp bigint NOT NULL,
	PRIMARY KEY (merchant_id)
);
