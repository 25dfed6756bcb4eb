package ledger

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Need says what of the members must be loaded besides their wallets. A member who only earns needs nothing.
type Need struct {
	Draw   []int64          // members whose lots are drawn, held, taken back or returned to
	Assets []Asset          // of which; empty: points, principal and bonus
	Causes []int64          // ids of the causes to be taken back or given back (of members in Draw)
	Until  calendar.Instant // what is due until then can be posted; 0 means the transaction's Now
}

// Open reads the members' wallets, and what of their lots is needed. In a writing transaction it makes
// wallets that are missing and locks all of them, in the order of ids, until the commit; in a view it only reads, and the books
// cannot be saved. Members may be named more than once. Returns ErrTooMany above MaxBatch members.
func Open(ctx context.Context, tx *store.Tx, members []int64, need Need) (*Books, error) {
	bk, err := OpenLater(tx, members)
	if err == nil {
		_, err = bk.Complete(ctx, tx)
	}
	if err != nil {
		return nil, err
	}
	return bk, bk.Load(ctx, tx, need)
}

// OpenLater is Open without lots, put off: the caller waits for the answer, then calls Complete and Load.
func OpenLater(tx *store.Tx, members []int64) (*Books, error) {
	bk := &Books{now: tx.Now(), zone: tx.Zone(), newID: tx.NewID, members: make(map[int64]*book, len(members))}
	ids := slices.Clone(members)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > MaxBatch {
		return nil, fault.ErrTooMany.At("members", fault.P{"limit": MaxBatch})
	}
	if len(ids) > 0 {
		bk.loadWallets(tx, ids)
	}
	bk.opened = ids
	return bk, nil
}

// Load adds to what of the books' members is loaded. What the books have changed stays changed.
func (bk *Books) Load(ctx context.Context, tx *store.Tx, need Need) error {
	if need.Until == 0 {
		need.Until = tx.Now()
	}
	if need.Assets == nil {
		need.Assets = []Asset{Points, Principal, Bonus}
	}
	ids := bk.lotMembers(&need)
	if len(ids) == 0 {
		return bk.err
	}
	if err := bk.loadLots(ctx, tx, ids, &need); err != nil {
		return err
	}
	bk.recall(ids, need.Causes)
	if err := bk.loadDrawnLots(ctx, tx, ids); err != nil {
		return err
	}
	if err := bk.loadHolds(ctx, tx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		b := bk.members[id]
		b.floor = calendar.Never
		b.refreshDue(bk.zone)
		for _, a := range need.Assets {
			b.drawn[a.slot()] = true
		}
		if b.causes == nil && len(need.Causes) > 0 {
			b.causes = make(map[int64]bool, len(need.Causes))
		}
		for _, cause := range need.Causes {
			b.causes[cause] = true
		}
	}
	return bk.err
}

// lotMembers are those whose lots must be read: members that are drawn from, and those with something due.
func (bk *Books) lotMembers(need *Need) []int64 {
	var ids []int64
	for _, id := range need.Draw {
		if bk.members[id] == nil {
			bk.mistake("member %d was never opened", id)
			return nil
		}
		ids = append(ids, id)
	}
	for id, b := range bk.members {
		if b.floor <= need.Until {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

const walletSelect = `SELECT member_id, points_available, points_pending, points_held, points_debt,
	growth_available, growth_pending, growth_held, growth_debt,
	principal_available, principal_pending, principal_held, principal_debt,
	bonus_available, bonus_pending, bonus_held, bonus_debt,
	commission_available, commission_pending, commission_held, commission_debt, due_at, other_due_at, active_at FROM ledger_wallet WHERE merchant_id = $1 AND member_id = ANY($2)`

const walletLock = walletSelect + ` ORDER BY member_id FOR UPDATE`

func scanWallet(r store.Row) (Wallet, error) {
	var w Wallet
	dest := make([]any, 0, 24)
	dest = append(dest, &w.MemberID)
	for i := range w.balances {
		b := &w.balances[i]
		dest = append(dest, &b.Available, &b.Pending, &b.Held, &b.Debt)
	}
	dest = append(dest, &w.DueAt, &w.OtherDueAt, &w.ActiveAt)
	return w, r.Scan(dest...)
}

func (bk *Books) loadWallets(tx *store.Tx, ids []int64) {
	sql := walletSelect
	if tx.Writes() {
		sql = walletLock
	}
	tx.QueryLater(sql, func(r store.Row) error {
		w, err := scanWallet(r)
		bk.members[w.MemberID] = newBook(w)
		return err
	}, tx.MerchantID(), ids)
}

// Complete makes and locks the wallets that are missing, or where nothing is written takes them as empty. It reports whether any was
// made: what was read together with the wallets was read without their locks then.
func (bk *Books) Complete(ctx context.Context, tx *store.Tx) (made bool, err error) {
	if err := tx.Flush(ctx); err != nil {
		return false, err
	}
	missing := bk.missing(bk.opened)
	if !tx.Writes() {
		for _, id := range missing {
			bk.members[id] = newBook(emptyWallet(id))
		}
	}
	if !tx.Writes() || len(missing) == 0 {
		return false, nil
	}
	rows := make([][]any, len(missing))
	for i, id := range missing {
		rows[i] = walletRow(tx.MerchantID(), emptyWallet(id))
	}
	store.InsertLater(tx, store.Insert{Table: "ledger_wallet", Columns: walletColumns,
		Conflict: "ON CONFLICT (merchant_id, member_id) DO NOTHING"}, rows, nil)
	bk.loadWallets(tx, missing) // another transaction may have made and filled one meanwhile: read what stands there
	return true, tx.Flush(ctx)
}

func (bk *Books) missing(ids []int64) []int64 {
	var out []int64
	for _, id := range ids {
		if bk.members[id] == nil {
			out = append(out, id)
		}
	}
	return out
}

func emptyWallet(member int64) Wallet {
	return Wallet{MemberID: member, DueAt: calendar.Never, OtherDueAt: calendar.Never}
}

const entrySelect = `SELECT id, member_id, asset, kind, account, amount, lot_id, from_lot, cause_kind, cause_id, by_kind, by_id,
	rule, root, version, effective_at, posted_at, remaining, held, expired, pending, available_at, expires_at, idle_months
	FROM ledger_entry`

func scanEntry(r store.Row) (Entry, error) {
	var e Entry
	err := r.Scan(&e.ID, &e.MemberID, (*string)(&e.Asset), (*string)(&e.Kind), (*string)(&e.Account), &e.Amount, &e.LotID, &e.FromLot,
		&e.Cause.Kind, &e.Cause.ID, &e.By.Kind, &e.By.ID, &e.Rule, &e.Root, &e.Version, &e.At, &e.PostedAt,
		&e.Remaining, &e.Held, &e.Expired, &e.Pending, &e.AvailableAt, &e.ExpiresAt, &e.IdleMonths)
	return e, err
}

// loadLots reads open lots, and all entries of the causes. Lots of other assets are read only if they can fall due at all
// or are held: growth that never expires piles up one lot an order.
func (bk *Books) loadLots(ctx context.Context, tx *store.Tx, ids []int64, need *Need) error {
	assets := make([]string, len(need.Assets))
	for i, a := range need.Assets {
		assets[i] = string(a)
	}
	causes := slices.DeleteFunc(slices.Clone(need.Causes), func(id int64) bool { return id == 0 })
	return tx.Query(ctx, entrySelect+` WHERE merchant_id = $1 AND member_id = ANY($2)
		AND (remaining > 0 AND (asset = ANY($3) OR pending OR held > 0 OR idle_months > 0 OR expires_at < 9223372036854775807)
			OR cause_id = ANY($4))
		ORDER BY member_id, id`,
		func(r store.Row) error {
			e, err := scanEntry(r)
			if err == nil {
				bk.keep(e, causes)
			}
			return err
		}, tx.MerchantID(), ids, assets, causes)
}

// keep takes an entry that was read into the books, unless it is there already.
func (bk *Books) keep(e Entry, causes []int64) {
	b := bk.members[e.MemberID]
	l := &lot{Entry: e}
	if l.issues() {
		if known := b.lots[e.ID]; known != nil {
			l = known
		} else {
			b.addLot(l)
		}
	}
	if !slices.Contains(causes, e.Cause.ID) || b.causes[e.Cause.ID] {
		return
	}
	b.history = append(b.history, &l.Entry)
}

// recall adds what the books posted for the causes and have not saved to what was read of them.
func (bk *Books) recall(ids, causes []int64) {
	for _, e := range bk.entries {
		b := bk.members[e.MemberID]
		_, asked := slices.BinarySearch(ids, e.MemberID)
		if asked && slices.Contains(causes, e.Cause.ID) && !b.causes[e.Cause.ID] {
			b.history = append(b.history, &e.Entry)
		}
	}
}

// loadDrawnLots reads the lots that the causes drew from and that are empty now.
func (bk *Books) loadDrawnLots(ctx context.Context, tx *store.Tx, ids []int64) error {
	var lots []int64
	for _, id := range ids {
		b := bk.members[id]
		for _, e := range b.history {
			if e.LotID != 0 && b.lots[e.LotID] == nil {
				lots = append(lots, e.LotID)
			}
		}
	}
	if len(lots) == 0 {
		return nil
	}
	return tx.Query(ctx, entrySelect+` WHERE merchant_id = $1 AND member_id = ANY($2) AND id = ANY($3)`,
		func(r store.Row) error {
			e, err := scanEntry(r)
			if err == nil {
				bk.keep(e, nil)
			}
			return err
		}, tx.MerchantID(), ids, lots)
}

// loadHolds reads the open holds of those members that have something held.
func (bk *Books) loadHolds(ctx context.Context, tx *store.Tx, ids []int64) error {
	held := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool {
		b := bk.members[id]
		return b.holds != nil || !slices.ContainsFunc(b.balances[:], func(x Balance) bool { return x.Held > 0 })
	})
	if len(held) == 0 {
		return nil
	}
	return tx.Query(ctx, `SELECT h.id, h.member_id, h.asset, h.amount, h.captured, h.state, h.cause_kind, h.cause_id, h.until_at,
			h.made_at, h.closed_at, p.lot_id, p.amount
		FROM ledger_hold h JOIN ledger_hold_part p ON p.merchant_id = h.merchant_id AND p.member_id = h.member_id AND p.hold_id = h.id
		WHERE h.merchant_id = $1 AND p.merchant_id = $1 AND h.member_id = ANY($2) AND h.state = 'open'
		ORDER BY h.member_id, h.id, p.position`,
		func(r store.Row) error {
			var h Hold
			var p part
			err := r.Scan(&h.ID, &h.MemberID, (*string)(&h.Asset), &h.Amount, &h.Captured, (*string)(&h.State), &h.Cause.Kind, &h.Cause.ID,
				&h.UntilAt, &h.MadeAt, &h.ClosedAt, &p.lotID, &p.amount)
			b := bk.members[h.MemberID]
			if b.holds[h.ID] == nil {
				b.addHold(&h)
			}
			b.holds[h.ID].parts = append(b.holds[h.ID].parts, p)
			return err
		}, tx.MerchantID(), held)
}
