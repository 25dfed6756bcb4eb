package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"regulars/internal/store"
)

// errView is a mistake of the program: what was read in a view is not locked.
var errView = errors.New("ledger: books of a view cannot be saved")

// Save writes what has changed, one statement a table. The books can be used and saved again afterwards.
// It refuses books with a mistake and books of a view.
func (bk *Books) Save(ctx context.Context, tx *store.Tx) error {
	if bk.err != nil {
		return bk.err
	}
	if !tx.Writes() {
		return errView
	}
	for _, save := range []func(context.Context, *store.Tx) error{
		bk.saveEntries, bk.saveLots, bk.saveHolds, bk.saveJournal, bk.saveWallets,
	} {
		if err := save(ctx, tx); err != nil {
			return err
		}
	}
	bk.settled()
	return nil
}

// settled notes that the books stand in the database as they are.
func (bk *Books) settled() {
	bk.entries = nil
	for _, b := range bk.members {
		b.saved = b.Wallet
		for _, h := range b.holds {
			h.fresh, h.dirty = false, false
		}
	}
}

var entryColumns = []string{"merchant_id", "member_id", "id", "asset", "kind", "account", "amount", "lot_id", "from_lot",
	"cause_kind", "cause_id", "by_kind", "by_id", "rule", "root", "version", "effective_at", "posted_at",
	"remaining", "held", "expired", "pending", "available_at", "expires_at", "idle_months"}

func (bk *Books) saveEntries(ctx context.Context, tx *store.Tx) error {
	rows := make([][]any, len(bk.entries))
	for i, e := range bk.entries {
		rows[i] = []any{tx.MerchantID(), e.MemberID, e.ID, string(e.Asset), string(e.Kind), string(e.Account), e.Amount, e.LotID, e.FromLot,
			e.Cause.Kind, e.Cause.ID, e.By.Kind, e.By.ID, e.Rule, e.Root, e.Version, e.At, e.PostedAt,
			e.Remaining, e.Held, e.Expired, e.Pending, e.AvailableAt, e.ExpiresAt, e.IdleMonths}
		e.fresh = false
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "ledger_entry", Columns: entryColumns}, rows)
	return err
}

func (bk *Books) saveLots(ctx context.Context, tx *store.Tx) error {
	var rows [][]any
	for _, id := range bk.Members() {
		for _, l := range bk.members[id].lots {
			if l.dirty {
				rows = append(rows, []any{l.MemberID, l.ID, l.Remaining, l.Held, l.Expired, l.Pending, l.AvailableAt})
				l.dirty = false
			}
		}
	}
	return updateAll(ctx, tx, store.Update{Table: "ledger_entry", Key: []string{"member_id", "id"},
		Set: []string{"remaining", "held", "expired", "pending", "available_at"}}, rows)
}

// updateAll is UpdateMany that insists on finding every row.
func updateAll(ctx context.Context, tx *store.Tx, in store.Update, rows [][]any) error {
	n, err := store.UpdateMany(ctx, tx, in, rows)
	if err == nil && n != int64(len(rows)) {
		err = fmt.Errorf("ledger: %d of %d rows of %s found", n, len(rows), in.Table)
	}
	return err
}

func (bk *Books) saveHolds(ctx context.Context, tx *store.Tx) error {
	var made, parts, changed [][]any
	for _, id := range bk.Members() {
		for _, h := range bk.members[id].holds {
			switch {
			case h.fresh:
				made = append(made, []any{tx.MerchantID(), h.MemberID, h.ID, string(h.Asset), h.Amount, h.Captured, string(h.State),
					h.Cause.Kind, h.Cause.ID, h.UntilAt, h.MadeAt, h.ClosedAt})
				for i, p := range h.parts {
					parts = append(parts, []any{tx.MerchantID(), h.MemberID, h.ID, p.lotID, i, p.amount})
				}
			case h.dirty:
				changed = append(changed, []any{h.MemberID, h.ID, h.Captured, string(h.State), h.ClosedAt})
			}
		}
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "ledger_hold", Columns: []string{"merchant_id", "member_id", "id", "asset",
		"amount", "captured", "state", "cause_kind", "cause_id", "until_at", "made_at", "closed_at"}}, made)
	if err != nil {
		return err
	}
	_, err = store.InsertMany(ctx, tx, store.Insert{Table: "ledger_hold_part",
		Columns: []string{"merchant_id", "member_id", "hold_id", "lot_id", "position", "amount"}}, parts)
	if err != nil {
		return err
	}
	return updateAll(ctx, tx, store.Update{Table: "ledger_hold", Key: []string{"member_id", "id"},
		Set: []string{"captured", "state", "closed_at"}}, changed)
}

var walletColumns = []string{"merchant_id", "member_id",
	"points_available", "points_pending", "points_held", "points_debt",
	"growth_available", "growth_pending", "growth_held", "growth_debt",
	"principal_available", "principal_pending", "principal_held", "principal_debt",
	"bonus_available", "bonus_pending", "bonus_held", "bonus_debt",
	"due_at", "other_due_at", "next_due_at", "active_at"}

// walletSet is walletColumns without the key, walletSetSame that without next_due_at.
var (
	walletSet     = walletColumns[2:]
	walletDue     = slices.Index(walletSet, "next_due_at")
	walletSetSame = slices.Concat(walletSet[:walletDue], walletSet[walletDue+1:])
)

func walletRow(merchant int64, w Wallet) []any {
	return append([]any{merchant}, walletCells(w)...)
}

// walletCells are the member's id and the values of walletSet.
func walletCells(w Wallet) []any {
	cells := make([]any, 0, 2+len(walletSet))
	cells = append(cells, w.MemberID)
	for _, b := range w.balances {
		cells = append(cells, b.Available, b.Pending, b.Held, b.Debt)
	}
	return append(cells, w.DueAt, w.OtherDueAt, w.NextDueAt(), w.ActiveAt)
}

func (bk *Books) saveWallets(ctx context.Context, tx *store.Tx) error {
	var same, moved [][]any
	for _, id := range bk.Members() {
		b := bk.members[id]
		switch {
		case b.Wallet == b.saved:
		case b.NextDueAt() == b.saved.NextDueAt():
			cells := walletCells(b.Wallet)
			same = append(same, slices.Delete(cells, walletDue+1, walletDue+2)) // the member stands before the columns
		default:
			moved = append(moved, walletCells(b.Wallet))
		}
	}
	// next_due_at is indexed, and SQLite writes an index anew whatever stands in it: it is set only where it moves.
	if err := updateAll(ctx, tx, store.Update{Table: "ledger_wallet", Key: []string{"member_id"}, Set: walletSetSame}, same); err != nil {
		return err
	}
	return updateAll(ctx, tx, store.Update{Table: "ledger_wallet", Key: []string{"member_id"}, Set: walletSet}, moved)
}

var journalColumns = []string{"merchant_id", "posted_at", "id", "asset", "entries", "issued", "spent", "expired", "adjusted",
	"recharged", "moved", "available", "pending", "held", "debt"}

// accountColumn is the account's place among the columns of the journal from entries on.
func accountColumn(a Account) int {
	return 1 + slices.Index([]Account{Issued, Spent, Expired, Adjusted, Recharged, Moved}, a)
}

// saveJournal writes what the entries and wallets sum to, one row an asset; closings and trial balances are sums of these.
func (bk *Books) saveJournal(ctx context.Context, tx *store.Tx) error {
	var sums [assetCount][11]int64
	for _, e := range bk.entries {
		sum := &sums[e.Asset.slot()]
		sum[0]++
		sum[accountColumn(e.Account)] -= e.Amount
	}
	for _, b := range bk.members {
		for i := range sums {
			now, before := b.balances[i], b.saved.balances[i]
			sums[i][7] += now.Available - before.Available
			sums[i][8] += now.Pending - before.Pending
			sums[i][9] += now.Held - before.Held
			sums[i][10] += now.Debt - before.Debt
		}
	}
	var rows [][]any
	for i, a := range Assets() {
		if sums[i] == [11]int64{} {
			continue
		}
		row := []any{tx.MerchantID(), bk.now, tx.NewID(), string(a)}
		for _, n := range sums[i] {
			row = append(row, n)
		}
		rows = append(rows, row)
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "ledger_journal", Columns: journalColumns}, rows)
	return err
}
