package ledger

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// MoveIn joins the wallet of From with that of To.
type MoveIn struct {
	From, To int64
	At       calendar.Instant
}

// Move joins two wallets when members are merged, and answers an id by which it can be undone. Entries, lots and holds
// go over as they are, with their ids, so that what was earned or spent before can be taken back and returned as ever; a debt is
// paid by what the other held. What is due of both is posted first. The wallet of From stays, empty.
func Move(ctx context.Context, tx *store.Tx, in MoveIn) (int64, error) {
	if in.From == in.To {
		return 0, fault.ErrInvalid.At("from", fault.P{"reason": "the same member"})
	}
	if err := catchUpBoth(ctx, tx, in.From, in.To, in.At); err != nil {
		return 0, err
	}
	bk, err := Open(ctx, tx, []int64{in.From, in.To}, Need{Until: in.At})
	if err != nil {
		return 0, err
	}
	id := tx.NewID()
	if err := writeMove(ctx, tx, id, in); err != nil {
		return 0, err
	}
	if err := moveRows(ctx, tx, in.From, in.To); err != nil {
		return 0, err
	}
	bk.join(in.From, in.To)
	if err := bk.Load(ctx, tx, Need{Draw: []int64{in.To}, Assets: Assets(), Until: in.At}); err != nil {
		return 0, err
	}
	bk.settleAll(bk.book(in.To), in.At)
	return id, bk.Save(tx)
}

func catchUpBoth(ctx context.Context, tx *store.Tx, from, to int64, at calendar.Instant) error {
	bk, err := Open(ctx, tx, []int64{from, to}, Need{Until: at})
	if err != nil {
		return err
	}
	bk.CatchUp(from, at)
	bk.CatchUp(to, at)
	return bk.Save(tx)
}

// join adds the wallets in memory.
func (bk *Books) join(from, to int64) {
	f, t := bk.book(from), bk.book(to)
	for i := range t.balances {
		t.balances[i].Available += f.balances[i].Available
		t.balances[i].Pending += f.balances[i].Pending
		t.balances[i].Held += f.balances[i].Held
		t.balances[i].Debt += f.balances[i].Debt
	}
	t.floor = min(t.floor, f.floor)
	t.OtherDueAt = min(t.OtherDueAt, f.OtherDueAt)
	t.ActiveAt = max(t.ActiveAt, f.ActiveAt)
	empty := newBook(emptyWallet(from))
	empty.ActiveAt, empty.saved = f.ActiveAt, f.saved
	bk.members[from] = empty
}

// settleAll pays what is owed from everything that is available.
func (bk *Books) settleAll(b *book, at calendar.Instant) {
	for _, a := range Assets() {
		for _, l := range b.drawable(a, at, bk.zone) {
			bk.settle(b, l.lot, at)
		}
	}
	b.refreshDue(bk.zone)
}

// writeMove notes the move and which rows it moves.
func writeMove(ctx context.Context, tx *store.Tx, id int64, in MoveIn) error {
	_, err := tx.Exec(ctx, `INSERT INTO ledger_move (merchant_id, id, from_id, to_id, moved_at, undone_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.MerchantID(), id, in.From, in.To, in.At, calendar.Never)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO ledger_moved (merchant_id, move_id, row_id)
		SELECT merchant_id, CAST($2 AS bigint), id FROM ledger_entry WHERE merchant_id = $1 AND member_id = $3`, tx.MerchantID(), id, in.From)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO ledger_moved (merchant_id, move_id, row_id)
		SELECT merchant_id, CAST($2 AS bigint), id FROM ledger_hold WHERE merchant_id = $1 AND member_id = $3`, tx.MerchantID(), id, in.From)
	return err
}

// moveRows gives all rows of one member to another.
func moveRows(ctx context.Context, tx *store.Tx, from, to int64) error {
	_, err := tx.Exec(ctx, `UPDATE ledger_entry SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), from, to)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_hold SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), from, to)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_hold_part SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), from, to)
	return err
}

// UnmoveIn undoes a move.
type UnmoveIn struct {
	MoveID int64
	At     calendar.Instant
	// RecordOf says which of the two records a cause since the merge belongs to: the member that the till, the web shop, …
	// named; 0 where nobody knows. What was before the merge is known to the ledger.
	RecordOf func(Cause) int64
}

// move is a row of ledger_move.
type move struct {
	id, from, to int64
	movedAt      calendar.Instant
	undoneAt     calendar.Instant
}

func loadMove(ctx context.Context, tx *store.Tx, id int64) (move, error) {
	m := move{id: id}
	found, err := store.One(ctx, tx, `SELECT from_id, to_id, moved_at, undone_at FROM ledger_move WHERE merchant_id = $1 AND id = $2`,
		func(r store.Row) error { return r.Scan(&m.from, &m.to, &m.movedAt, &m.undoneAt) }, tx.MerchantID(), id)
	switch {
	case err != nil:
		return m, err
	case !found:
		return m, fault.ErrNotFound.New(fault.P{"what": "merge"})
	case m.undoneAt != calendar.Never:
		return m, ErrMoveUndone.New(nil)
	}
	chained, err := store.One(ctx, tx, `SELECT id FROM ledger_move WHERE merchant_id = $1 AND from_id = $2 AND undone_at = $3`,
		func(store.Row) error { return nil }, tx.MerchantID(), m.to, calendar.Never)
	if chained {
		return m, ErrMoveChained.New(nil)
	}
	return m, err
}

// Unmove undoes a move. Both records get back their lots as far as they remain, and their own history. What one
// record drew since from the other's lots is returned to these and charged to the one that drew it; what nobody can be named for
// stays where it was drawn; a shortage becomes debt. Returns ErrMoveUndone, or ErrMoveChained where the remaining record has
// itself been merged into another since.
func Unmove(ctx context.Context, tx *store.Tx, in UnmoveIn) error {
	m, err := loadMove(ctx, tx, in.MoveID)
	if err != nil {
		return err
	}
	if err := catchUpBoth(ctx, tx, m.from, m.to, in.At); err != nil {
		return err
	}
	s, err := loadSplit(ctx, tx, m, in)
	if err != nil {
		return err
	}
	if err := s.releaseShared(ctx, tx); err != nil {
		return err
	}
	s.assign()
	if err := s.moveBack(ctx, tx); err != nil {
		return err
	}
	s.divide()
	s.chargeAll()
	for _, member := range []int64{m.from, m.to} {
		s.bk.settleAll(s.bk.book(member), in.At)
	}
	if err := s.bk.Save(tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_move SET undone_at = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), m.id, in.At)
	return err
}
