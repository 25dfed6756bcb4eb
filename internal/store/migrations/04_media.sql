-- Pictures that a merchant shows, by the digest of their bytes. Those that nothing has shown yet are forgotten after some days.

CREATE TABLE media_picture (
    merchant_id bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    shown boolean NOT NULL,
    sent_at bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (merchant_id, digest),
    CONSTRAINT media_picture_type CHECK (type IN ('image/png', 'image/jpeg', 'image/webp'))
);
