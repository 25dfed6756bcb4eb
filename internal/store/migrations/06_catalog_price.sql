-- Price lists: what a product costs those who may buy by the list, and how many units of it there are at that price.

CREATE TABLE catalog_price_list (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	code text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	closed boolean NOT NULL,
	from_at bigint NOT NULL,
	until_at bigint NOT NULL,
	version bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT catalog_price_list_kind CHECK (kind IN ('member', 'flash')),
	CONSTRAINT catalog_price_list_span CHECK (from_at < until_at)
);
CREATE UNIQUE INDEX catalog_price_list_code ON catalog_price_list (merchant_id, code);

CREATE TABLE catalog_price (
	merchant_id bigint NOT NULL,
	list text COLLATE "C" NOT NULL,
	sku text COLLATE "C" NOT NULL,
	price_minor bigint NOT NULL,
	stock bigint NOT NULL,
	sold bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, list, sku),
	CONSTRAINT catalog_price_price CHECK (price_minor >= 0),
	CONSTRAINT catalog_price_stock CHECK (stock >= -1),
	CONSTRAINT catalog_price_sold CHECK (sold >= 0 AND (stock < 0 OR sold <= stock))
) /* clustered updated */;
CREATE INDEX catalog_price_sku ON catalog_price (merchant_id, sku, list);
