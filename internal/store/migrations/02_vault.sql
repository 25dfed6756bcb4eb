-- A member's own key, sealed by the vault; empty once the person was forgotten.
CREATE TABLE vault_person (
  merchant_id bigint NOT NULL,
  member_id bigint NOT NULL,
  sealed_key bytea NOT NULL,
  created_at bigint NOT NULL,
  forgotten_at bigint NOT NULL,
  PRIMARY KEY (merchant_id, member_id),
  CONSTRAINT vault_person_forgotten_ck CHECK (forgotten_at = 9223372036854775807 OR length(sealed_key) = 0)
) /* clustered */;

-- Global: one row that only the right keyset can read.
CREATE TABLE vault_check (
  id bigint NOT NULL,
  sealed bytea NOT NULL,
  blind text COLLATE "C" NOT NULL,
  written_at bigint NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT vault_check_one_ck CHECK (id = 1)
);
