-- What people found out about a benefit in a quarter: how it is rated, and why it is not used. rating is 0 where nobody asked.
CREATE TABLE insight_remark (
	merchant_id bigint NOT NULL,
	quarter text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	benefit text COLLATE "C" NOT NULL,
	rating bigint NOT NULL,
	reason text NOT NULL,
	by_name text NOT NULL,
	at bigint NOT NULL,
	PRIMARY KEY (merchant_id, quarter, kind, benefit),
	CONSTRAINT insight_remark_rating CHECK (rating BETWEEN 0 AND 5)
);
