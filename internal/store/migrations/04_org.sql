-- What a merchant is, and who did what.

-- Global: the merchants of the installation.
CREATE TABLE org_merchant (
  id bigint NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  zone text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX org_merchant_slug ON org_merchant (slug);

CREATE TABLE org_setting (
  merchant_id bigint NOT NULL,
  document text NOT NULL,
  facts_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (merchant_id)
);

CREATE TABLE org_store (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  code text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  region text COLLATE "C" NOT NULL,
  address text COLLATE "C" NOT NULL,
  phone text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT org_store_kind_ck CHECK (kind IN ('pos', 'web', 'miniapp', 'h5', 'marketplace'))
);
CREATE UNIQUE INDEX org_store_code ON org_store (merchant_id, code);

CREATE TABLE org_approval (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  verb text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  member_id bigint NOT NULL,
  permission text COLLATE "C" NOT NULL,
  body bytea NOT NULL,
  state text COLLATE "C" NOT NULL,
  asked_kind text COLLATE "C" NOT NULL,
  asked_by bigint NOT NULL,
  behind bigint NOT NULL,
  asked_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  decided_by bigint NOT NULL,
  decided_at bigint NOT NULL,
  note text COLLATE "C" NOT NULL,
  result text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT org_approval_state_ck CHECK (state IN ('waiting', 'approved', 'refused', 'expired')),
  CONSTRAINT org_approval_second_person_ck CHECK (state <> 'approved' OR (decided_by <> behind AND decided_by <> 0))
);
CREATE INDEX org_approval_state ON org_approval (merchant_id, state, id);

CREATE TABLE org_audit (
  merchant_id bigint NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  actor_kind text COLLATE "C" NOT NULL,
  actor_id bigint NOT NULL,
  actor_name text COLLATE "C" NOT NULL,
  verb text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  member_id bigint NOT NULL,
  before_doc bytea NOT NULL,
  after_doc bytea NOT NULL,
  digest text COLLATE "C" NOT NULL,
  chain text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant_id, number)
) /* clustered */;
CREATE INDEX org_audit_subject ON org_audit (merchant_id, subject, number);
CREATE INDEX org_audit_member ON org_audit (merchant_id, member_id, number);
CREATE INDEX org_audit_verb ON org_audit (merchant_id, verb, number);
CREATE INDEX org_audit_actor ON org_audit (merchant_id, actor_kind, actor_id, number);

-- The end of each merchant's chain; proof is a keyed digest of it that nobody can make without the keyset.
CREATE TABLE org_audit_head (
  merchant_id bigint NOT NULL,
  number bigint NOT NULL,
  chain text COLLATE "C" NOT NULL,
  proof text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant_id)
);

-- How the merchant looks: no row is the look of the program itself.
CREATE TABLE org_brand (
  merchant_id bigint NOT NULL,
  accent text COLLATE "C" NOT NULL,
  ink text COLLATE "C" NOT NULL,
  short_name text COLLATE "C" NOT NULL,
  logo bytea NOT NULL,
  logo_type text COLLATE "C" NOT NULL,
  logo_digest text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant_id)
);
