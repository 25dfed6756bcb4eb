CREATE TABLE catalog_category (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	code text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	parent text COLLATE "C" NOT NULL,
	position bigint NOT NULL,
	margin_bp bigint NOT NULL,
	version bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT catalog_category_not_own_parent CHECK (code <> parent)
);
CREATE UNIQUE INDEX catalog_category_code ON catalog_category (merchant_id, code);

CREATE TABLE catalog_product (
	merchant_id bigint NOT NULL,
	id bigint NOT NULL,
	sku text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	folded text COLLATE "C" NOT NULL,
	category text COLLATE "C" NOT NULL,
	type text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL,
	price_minor bigint NOT NULL,
	cost_minor bigint NOT NULL,
	picture text COLLATE "C" NOT NULL,
	version bigint NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	PRIMARY KEY (merchant_id, id),
	CONSTRAINT catalog_product_type CHECK (type IN ('product', 'delivery', 'fee')),
	CONSTRAINT catalog_product_status CHECK (status IN ('on_sale', 'off_sale')),
	CONSTRAINT catalog_product_price CHECK (price_minor >= 0)
);
CREATE UNIQUE INDEX catalog_product_sku ON catalog_product (merchant_id, sku);
CREATE INDEX catalog_product_category ON catalog_product (merchant_id, category, sku);
