-- Who works, and how people and programs come in.

-- Global: blind index of the folded e-mail of each staff member.
CREATE TABLE staff_login (
  digest text COLLATE "C" NOT NULL,
  merchant_id bigint NOT NULL,
  staff_id bigint NOT NULL,
  PRIMARY KEY (digest)
);

-- Global: SHA-256 of each API key.
CREATE TABLE staff_key_hash (
  hash text COLLATE "C" NOT NULL,
  merchant_id bigint NOT NULL,
  key_id bigint NOT NULL,
  PRIMARY KEY (hash)
);

-- Global: tries to prove who one is, counted from the first of a window.
CREATE TABLE staff_attempt (
  kind text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  tries bigint NOT NULL,
  since_at bigint NOT NULL,
  PRIMARY KEY (kind, digest)
);
CREATE INDEX staff_attempt_since ON staff_attempt (since_at);

CREATE TABLE staff (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  name bytea NOT NULL,
  email bytea NOT NULL,
  role text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  all_stores boolean NOT NULL,
  password_hash text COLLATE "C" NOT NULL,
  link_hash text COLLATE "C" NOT NULL,
  link_until bigint NOT NULL,
  factor_secret bytea NOT NULL,
  factor_on boolean NOT NULL,
  factor_step bigint NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT staff_role_ck CHECK (role IN ('owner', 'marketer', 'analyst', 'cashier', 'support')),
  CONSTRAINT staff_status_ck CHECK (status IN ('invited', 'active', 'disabled'))
);

CREATE TABLE staff_store (
  merchant_id bigint NOT NULL,
  staff_id bigint NOT NULL,
  store_id bigint NOT NULL,
  PRIMARY KEY (merchant_id, staff_id, store_id),
  CONSTRAINT staff_store_staff_fk FOREIGN KEY (merchant_id, staff_id) REFERENCES staff (merchant_id, id),
  CONSTRAINT staff_store_store_fk FOREIGN KEY (merchant_id, store_id) REFERENCES org_store (merchant_id, id)
) /* clustered */;

CREATE TABLE staff_recovery (
  merchant_id bigint NOT NULL,
  staff_id bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (merchant_id, staff_id, hash),
  CONSTRAINT staff_recovery_staff_fk FOREIGN KEY (merchant_id, staff_id) REFERENCES staff (merchant_id, id)
) /* clustered */;

CREATE TABLE staff_session (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  staff_id bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  address bytea NOT NULL,
  agent text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT staff_session_staff_fk FOREIGN KEY (merchant_id, staff_id) REFERENCES staff (merchant_id, id)
);
CREATE UNIQUE INDEX staff_session_hash ON staff_session (merchant_id, hash);
CREATE INDEX staff_session_staff ON staff_session (merchant_id, staff_id);

CREATE TABLE staff_key (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  hint text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  made_by bigint NOT NULL,
  created_at bigint NOT NULL,
  used_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint NOT NULL,
  PRIMARY KEY (merchant_id, id)
);

-- A view of a page of the console that somebody keeps.
CREATE TABLE staff_view (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  staff_id bigint NOT NULL,
  page text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  query text COLLATE "C" NOT NULL,
  shared boolean NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT staff_view_staff_fk FOREIGN KEY (merchant_id, staff_id) REFERENCES staff (merchant_id, id)
);
CREATE INDEX staff_view_page ON staff_view (merchant_id, page, id);
CREATE UNIQUE INDEX staff_view_name ON staff_view (merchant_id, staff_id, page, name);
