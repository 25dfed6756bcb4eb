-- People: one row a person, their identities, what is known of them, what they agreed to, and their statistics.

CREATE TABLE member (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	status text COLLATE "C" NOT NULL,
	version bigint NOT NULL,
	alias_of bigint NOT NULL,
	name bytea NOT NULL,
	address bytea NOT NULL,
	name_digest text COLLATE "C" NOT NULL,
	name1_digest text COLLATE "C" NOT NULL,
	name2_digest text COLLATE "C" NOT NULL,
	gender text COLLATE "C" NOT NULL,
	birthday text COLLATE "C" NOT NULL,
	birthday_month bigint NOT NULL,
	lunar_month bigint NOT NULL,
	lunar_day bigint NOT NULL,
	lunar_leap boolean NOT NULL,
	store_id bigint NOT NULL,
	channel text COLLATE "C" NOT NULL,
	campaign text COLLATE "C" NOT NULL,
	referrer_id bigint NOT NULL,
	adviser_id bigint NOT NULL,
	personalised boolean NOT NULL,
	joined_at bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT member_status CHECK (status IN ('customer', 'member', 'erased')),
	CONSTRAINT member_not_own_alias CHECK (alias_of <> id),
	CONSTRAINT member_birthday_month CHECK (birthday_month BETWEEN 0 AND 12)
);
CREATE INDEX member_joined ON member (merchant_id, joined_at, id);
CREATE INDEX member_store ON member (merchant_id, store_id, joined_at, id);
CREATE INDEX member_name ON member (merchant_id, name_digest, id) WHERE name_digest <> '';
CREATE INDEX member_name1 ON member (merchant_id, name1_digest, id) WHERE name1_digest <> '';
CREATE INDEX member_name2 ON member (merchant_id, name2_digest, id) WHERE name2_digest <> '';
CREATE INDEX member_alias ON member (merchant_id, alias_of, id) WHERE alias_of <> 0;

CREATE TABLE member_identity (
	merchant_id bigint NOT NULL,
	digest text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	member_id bigint NOT NULL,
	sealed bytea NOT NULL,
	last4_digest text COLLATE "C" NOT NULL,
	dead_at bigint NOT NULL,
	created_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, digest, kind),
	CONSTRAINT member_identity_kind CHECK (kind IN ('phone', 'email', 'card', 'external', 'openid', 'unionid'))
);
CREATE INDEX member_identity_member ON member_identity (merchant_id, member_id);
CREATE INDEX member_identity_last4 ON member_identity (merchant_id, last4_digest, member_id) WHERE last4_digest <> '';

-- Identities that a member has had: sealed, never looked up, gone with the person.
CREATE TABLE member_identity_past (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	id bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	sealed bytea NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id)
);
CREATE INDEX member_identity_past_member ON member_identity_past (merchant_id, member_id, id);

CREATE TABLE member_stat (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	order_count bigint NOT NULL,
	spend_minor bigint NOT NULL,
	refund_minor bigint NOT NULL,
	principal_minor bigint NOT NULL,
	points bigint NOT NULL,
	growth bigint NOT NULL,
	recharge_minor bigint NOT NULL,
	referrals bigint NOT NULL,
	first_order_at bigint NOT NULL,
	last_order_at bigint NOT NULL,
	first_order_on text COLLATE "C" NOT NULL,
	last_order_on text COLLATE "C" NOT NULL,
	purchase_days bigint NOT NULL,
	span_days bigint NOT NULL,
	favourite_category text COLLATE "C" NOT NULL,
	favourite_store bigint NOT NULL,
	favourites text COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant_id, member_id)
) /* clustered updated */;
CREATE INDEX member_stat_spend ON member_stat (merchant_id, spend_minor, member_id);
CREATE INDEX member_stat_last ON member_stat (merchant_id, last_order_at, member_id);

CREATE TABLE member_day (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	day_on text COLLATE "C" NOT NULL,
	orders bigint NOT NULL,
	spend_minor bigint NOT NULL,
	refund_minor bigint NOT NULL,
	principal_minor bigint NOT NULL,
	points bigint NOT NULL,
	growth bigint NOT NULL,
	recharge_minor bigint NOT NULL,
	referrals bigint NOT NULL,
	first_at bigint NOT NULL,
	last_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, member_id, day_on)
) /* clustered updated */;

CREATE TABLE member_tag (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	tag text COLLATE "C" NOT NULL,
	source text COLLATE "C" NOT NULL,
	rule_id bigint NOT NULL,
	at bigint NOT NULL,
	PRIMARY KEY (merchant_id, member_id, tag),
	CONSTRAINT member_tag_source CHECK (source IN ('hand', 'rule', 'import', 'reward', 'merge')),
	CONSTRAINT member_tag_rule CHECK ((source = 'rule') = (rule_id <> 0))
) /* clustered */;
CREATE INDEX member_tag_tag ON member_tag (merchant_id, tag, member_id);

CREATE TABLE member_attribute_def (
	merchant_id bigint NOT NULL,
	code text COLLATE "C" NOT NULL,
	type text COLLATE "C" NOT NULL,
	label_en text COLLATE "C" NOT NULL,
	label_zh text COLLATE "C" NOT NULL,
	why_en text COLLATE "C" NOT NULL,
	why_zh text COLLATE "C" NOT NULL,
	choices text COLLATE "C" NOT NULL,
	sensitive boolean NOT NULL,
	archived boolean NOT NULL,
	version bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, code),
	CONSTRAINT member_attribute_def_type CHECK (type IN ('text', 'int', 'bool', 'day', 'choice'))
);

-- A text, a day and a choice stand in value_text, a number and a yes or no in value_int; what is sensitive is sealed.
CREATE TABLE member_attribute (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	code text COLLATE "C" NOT NULL,
	value_text text COLLATE "C" NOT NULL,
	value_int bigint NOT NULL,
	sealed bytea NOT NULL,
	merged boolean NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, member_id, code)
) /* clustered */;

CREATE TABLE member_consent (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	channel text COLLATE "C" NOT NULL,
	granted boolean NOT NULL,
	at bigint NOT NULL,
	source text COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant_id, member_id, purpose, channel)
) /* clustered */;

CREATE TABLE member_consent_log (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	id bigint NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	channel text COLLATE "C" NOT NULL,
	granted boolean NOT NULL,
	at bigint NOT NULL,
	source text COLLATE "C" NOT NULL,
	actor text COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant_id, member_id, id)
) /* clustered */;

CREATE TABLE member_child (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	member_id bigint NOT NULL,
	name bytea NOT NULL,
	birthday text COLLATE "C" NOT NULL,
	gender text COLLATE "C" NOT NULL,
	consent_at bigint NOT NULL,
	consent_source text COLLATE "C" NOT NULL,
	created_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id)
);
CREATE INDEX member_child_member ON member_child (merchant_id, member_id, id);

CREATE TABLE member_timeline (
	merchant_id bigint NOT NULL,
	member_id bigint NOT NULL,
	at bigint NOT NULL,
	id bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	subject bigint NOT NULL,
	root text COLLATE "C" NOT NULL,
	data text COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant_id, member_id, at, id)
);

CREATE TABLE member_fact (
	merchant_id bigint NOT NULL,
	event_id text COLLATE "C" NOT NULL,
	id bigint NOT NULL,
	member_id bigint NOT NULL,
	type text COLLATE "C" NOT NULL,
	at bigint NOT NULL,
	data text COLLATE "C" NOT NULL,
	digest text COLLATE "C" NOT NULL,
	told_at bigint NOT NULL,
	withdrawn_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, event_id)
);
CREATE INDEX member_fact_member ON member_fact (merchant_id, member_id, id);
CREATE UNIQUE INDEX member_fact_id ON member_fact (merchant_id, id);

CREATE TABLE member_merge (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	from_id bigint NOT NULL,
	into_id bigint NOT NULL,
	moved text COLLATE "C" NOT NULL,
	actor text COLLATE "C" NOT NULL,
	merged_at bigint NOT NULL,
	undone_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT member_merge_two CHECK (from_id <> into_id)
);
CREATE INDEX member_merge_from ON member_merge (merchant_id, from_id, id);
CREATE INDEX member_merge_into ON member_merge (merchant_id, into_id, id);
