package ledger

import (
	"errors"
	"fmt"
	"slices"

	"regulars/internal/store"
)

// errView is a mistake of the program: what was read in a view is not locked.
var errView = errors.New("ledger: books of a view cannot be saved")

// Save writes what has changed, one statement a table, when the transaction next waits for an answer or commits. The books can be used
// and saved again afterwards. It refuses books with a mistake and books of a view.
func (bk *Books) Save(tx *store.Tx) error {
	if bk.err != nil {
		return bk.err
	}
	if !tx.Writes() {
		return errView
	}
	bk.saveEntries(tx)
	bk.saveLots(tx)
	bk.saveHolds(tx)
	bk.saveJournal(tx)
	bk.saveWallets(tx)
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

func (bk *Books) saveEntries(tx *store.Tx) {
	rows := make([][]any, len(bk.entries))
	for i, e := range bk.entries {
		rows[i] = []any{tx.MerchantID(), e.MemberID, e.ID, string(e.Asset), string(e.Kind), string(e.Account), e.Amount, e.LotID, e.FromLot,
			e.Cause.Kind, e.Cause.ID, e.By.Kind, e.By.ID, e.Rule, e.Root, e.Version, e.At, e.PostedAt,
			e.Remaining, e.Held, e.Expired, e.Pending, e.AvailableAt, e.ExpiresAt, e.IdleMonths}
		e.fresh = false
	}
	store.InsertLater(tx, store.Insert{Table: "ledger_entry", Columns: entryColumns}, rows, nil)
}

func (bk *Books) saveLots(tx *store.Tx) {
	var rows [][]any
	for _, id := range bk.Members() {
		for _, l := range bk.members[id].lots {
			if l.dirty {
				rows = append(rows, []any{l.MemberID, l.ID, l.Remaining, l.Held, l.Expired, l.Pending, l.AvailableAt})
				l.dirty = false
			}
		}
	}
	updateAll(tx, store.Update{Table: "ledger_entry", Key: []string{"member_id", "id"},
		Set: []string{"remaining", "held", "expired", "pending", "available_at"}}, rows)
}

// updateAll is UpdateLater that insists on finding every row.
func updateAll(tx *store.Tx, in store.Update, rows [][]any) {
	store.UpdateLater(tx, in, rows, func(n int64) error {
		if n != int64(len(rows)) {
			return fmt.Errorf("ledger: %d of %d rows of %s found", n, len(rows), in.Table)
		}
		return nil
	})
}

func (bk *Books) saveHolds(tx *store.Tx) {
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
	store.InsertLater(tx, store.Insert{Table: "ledger_hold", Columns: []string{"merchant_id", "member_id", "id", "asset",
		"amount", "captured", "state", "cause_kind", "cause_id", "until_at", "made_at", "closed_at"}}, made, nil)
	store.InsertLater(tx, store.Insert{Table: "ledger_hold_part",
		Columns: []string{"merchant_id", "member_id", "hold_id", "lot_id", "position", "amount"}}, parts, nil)
	updateAll(tx, store.Update{Table: "ledger_hold", Key: []string{"member_id", "id"},
		Set: []string{"captured", "state", "closed_at"}}, changed)
}

var walletColumns = []string{"merchant_id", "member_id",
	"points_available", "points_pending", "points_held", "points_debt",
	"growth_available", "growth_pending", "growth_held", "growth_debt",
	"principal_available", "principal_pending", "principal_held", "principal_debt",
	"bonus_available", "bonus_pending", "bonus_held", "bonus_debt",
	"commission_available", "commission_pending", "commission_held", "commission_debt",
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

func (bk *Books) saveWallets(tx *store.Tx) {
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
	updateAll(tx, store.Update{Table: "ledger_wallet", Key: []string{"member_id"}, Set: walletSetSame}, same)
	updateAll(tx, store.Update{Table: "ledger_wallet", Key: []string{"member_id"}, Set: walletSet}, moved)
}

var journalColumns = []string{"merchant_id", "posted_at", "id", "asset", "entries", "issued", "spent", "expired", "adjusted",
	"recharged", "moved", "available", "pending", "held", "debt"}

// accountColumn is the account's place among the columns of the journal from entries on.
func accountColumn(a Account) int {
	return 1 + slices.Index([]Account{Issued, Spent, Expired, Adjusted, Recharged, Moved}, a)
}

// saveJournal writes what the entries and wallets sum to, one row an asset; closings and trial balances are sums of these.
func (bk *Books) saveJournal(tx *store.Tx) {
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
	store.InsertLater(tx, store.Insert{Table: "ledger_journal", Columns: journalColumns}, rows, nil)
}
