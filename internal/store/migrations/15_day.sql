-- Of which expiry a member has been reminded, and how many days before it: never a second time as early.
CREATE TABLE day_reminder (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    expires_at bigint NOT NULL,
    days bigint NOT NULL,
    reminded_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, expires_at),
    CONSTRAINT day_reminder_days CHECK (days >= 0)
) /* clustered */;

-- Old rows are dropped by it.
CREATE INDEX day_reminder_expires ON day_reminder (merchant_id, expires_at);
