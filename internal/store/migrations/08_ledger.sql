-- The ledger: what members hold in points, growth and stored value. See internal/ledger/doc.go for the invariants.

-- One row a member: what is held of each asset, and the one lock that guards everything the member holds.
CREATE TABLE ledger_wallet (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    points_available bigint NOT NULL,
    points_pending bigint NOT NULL,
    points_held bigint NOT NULL,
    points_debt bigint NOT NULL,
    growth_available bigint NOT NULL,
    growth_pending bigint NOT NULL,
    growth_held bigint NOT NULL,
    growth_debt bigint NOT NULL,
    principal_available bigint NOT NULL,
    principal_pending bigint NOT NULL,
    principal_held bigint NOT NULL,
    principal_debt bigint NOT NULL,
    bonus_available bigint NOT NULL,
    bonus_pending bigint NOT NULL,
    bonus_held bigint NOT NULL,
    bonus_debt bigint NOT NULL,
    commission_available bigint NOT NULL,
    commission_pending bigint NOT NULL,
    commission_held bigint NOT NULL,
    commission_debt bigint NOT NULL,
    due_at bigint NOT NULL,
    other_due_at bigint NOT NULL,
    next_due_at bigint NOT NULL,
    active_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id),
    CONSTRAINT ledger_wallet_points CHECK (points_available >= 0 AND points_pending >= 0 AND points_held >= 0 AND points_debt >= 0),
    CONSTRAINT ledger_wallet_growth CHECK (growth_available >= 0 AND growth_pending >= 0 AND growth_held >= 0 AND growth_debt >= 0),
    CONSTRAINT ledger_wallet_principal CHECK (principal_available >= 0 AND principal_pending >= 0 AND principal_held >= 0 AND principal_debt >= 0),
    CONSTRAINT ledger_wallet_bonus CHECK (bonus_available >= 0 AND bonus_pending >= 0 AND bonus_held >= 0 AND bonus_debt >= 0),
    CONSTRAINT ledger_wallet_commission CHECK (commission_available >= 0 AND commission_pending >= 0 AND commission_held >= 0 AND commission_debt >= 0),
    CONSTRAINT ledger_wallet_debt CHECK ((points_debt = 0 OR points_available = 0) AND (growth_debt = 0 OR growth_available = 0) AND (principal_debt = 0 OR principal_available = 0) AND (bonus_debt = 0 OR bonus_available = 0) AND (commission_debt = 0 OR commission_available = 0)),
    CONSTRAINT ledger_wallet_due CHECK (next_due_at <= due_at AND next_due_at <= other_due_at)
) /* clustered updated */;

-- The only index of what falls due: the day-turn walks it.
CREATE INDEX ledger_wallet_next_due ON ledger_wallet (merchant_id, next_due_at, member_id);

-- Who holds points, by how many.
CREATE INDEX ledger_wallet_holders ON ledger_wallet (merchant_id, points_available, member_id) WHERE points_available > 0;

-- The journal of every change. A lot is its own issuing entry (lot_id = id); remaining to idle_months are the lot's.
-- Not clustered: it grows at its end, and only the narrow key goes to the member's place.
CREATE TABLE ledger_entry (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    id bigint NOT NULL,
    asset text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    lot_id bigint NOT NULL,
    from_lot bigint NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    by_kind text COLLATE "C" NOT NULL,
    by_id bigint NOT NULL,
    rule text COLLATE "C" NOT NULL,
    root text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    effective_at bigint NOT NULL,
    posted_at bigint NOT NULL,
    remaining bigint NOT NULL,
    held bigint NOT NULL,
    expired bigint NOT NULL,
    pending boolean NOT NULL,
    available_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    idle_months bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, id),
    CONSTRAINT ledger_entry_lot CHECK (held >= 0 AND held <= remaining AND expired >= 0 AND (lot_id = id OR remaining = 0)),
    CONSTRAINT ledger_entry_issue CHECK (lot_id <> id OR (amount > 0 AND remaining <= amount)),
    CONSTRAINT ledger_entry_amount CHECK (amount <> 0)
);

-- What a period issued, used and lost is summed from it alone.
CREATE INDEX ledger_entry_points ON ledger_entry (merchant_id, effective_at, kind, account, amount) WHERE asset = 'points';

-- A reservation of part of what is available; it ends captured, released or lapsed.
CREATE TABLE ledger_hold (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    id bigint NOT NULL,
    asset text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    captured bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    cause_kind text COLLATE "C" NOT NULL,
    cause_id bigint NOT NULL,
    until_at bigint NOT NULL,
    made_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, id),
    CONSTRAINT ledger_hold_amount CHECK (amount > 0 AND captured >= 0 AND captured <= amount),
    CONSTRAINT ledger_hold_state CHECK (state IN ('open', 'captured', 'released', 'lapsed'))
) /* clustered */;

-- Which lots a hold reserves, in the order in which a spend would have drawn them.
CREATE TABLE ledger_hold_part (
    merchant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    hold_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    position bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (merchant_id, member_id, hold_id, lot_id),
    CONSTRAINT ledger_hold_part_amount CHECK (amount > 0)
) /* clustered */;

-- What each commit changed, summed by asset: one row an asset a commit, so that a trial balance never reads the entries.
-- Accounts are the contra side (minus what the wallets got); available to debt are the wallets' side.
CREATE TABLE ledger_journal (
    merchant_id bigint NOT NULL,
    posted_at bigint NOT NULL,
    id bigint NOT NULL,
    asset text COLLATE "C" NOT NULL,
    entries bigint NOT NULL,
    issued bigint NOT NULL,
    spent bigint NOT NULL,
    expired bigint NOT NULL,
    adjusted bigint NOT NULL,
    recharged bigint NOT NULL,
    moved bigint NOT NULL,
    available bigint NOT NULL,
    pending bigint NOT NULL,
    held bigint NOT NULL,
    debt bigint NOT NULL,
    PRIMARY KEY (merchant_id, posted_at, id)
) /* clustered */;

-- The sums of the journal from the beginning to the end of a day.
CREATE TABLE ledger_closing (
    merchant_id bigint NOT NULL,
    closed_on text COLLATE "C" NOT NULL,
    asset text COLLATE "C" NOT NULL,
    closed_at bigint NOT NULL,
    entries bigint NOT NULL,
    issued bigint NOT NULL,
    spent bigint NOT NULL,
    expired bigint NOT NULL,
    adjusted bigint NOT NULL,
    recharged bigint NOT NULL,
    moved bigint NOT NULL,
    available bigint NOT NULL,
    pending bigint NOT NULL,
    held bigint NOT NULL,
    debt bigint NOT NULL,
    PRIMARY KEY (merchant_id, closed_on, asset)
) /* clustered */;

-- A merge of two members' wallets, kept so that it can be undone.
CREATE TABLE ledger_move (
    merchant_id bigint NOT NULL,
    id bigint NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    moved_at bigint NOT NULL,
    undone_at bigint NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

-- Which rows a merge moved: entries and holds keep their ids.
CREATE TABLE ledger_moved (
    merchant_id bigint NOT NULL,
    move_id bigint NOT NULL,
    row_id bigint NOT NULL,
    PRIMARY KEY (merchant_id, move_id, row_id)
) /* clustered */;
