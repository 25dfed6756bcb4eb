-- Audiences: a saved condition over members, or a list of them; and the tags that follow a condition.

CREATE TABLE segment (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	condition text COLLATE "C" NOT NULL,
	note text COLLATE "C" NOT NULL,
	version bigint NOT NULL,
	archived_at bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT segment_kind CHECK (kind IN ('dynamic', 'static'))
);
CREATE UNIQUE INDEX segment_name ON segment (merchant_id, name) WHERE archived_at = 9223372036854775807;

CREATE TABLE segment_member (
	merchant_id bigint NOT NULL,
	segment_id bigint NOT NULL,
	member_id bigint NOT NULL,
	added_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, segment_id, member_id)
);
CREATE INDEX segment_member_member ON segment_member (merchant_id, member_id, segment_id);

CREATE TABLE segment_tag_rule (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	tag text COLLATE "C" NOT NULL,
	condition text COLLATE "C" NOT NULL,
	enabled boolean NOT NULL,
	version bigint NOT NULL,
	applied_at bigint NOT NULL,
	holders bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id)
);
CREATE UNIQUE INDEX segment_tag_rule_tag ON segment_tag_rule (merchant_id, tag);
