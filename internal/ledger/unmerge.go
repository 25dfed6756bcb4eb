package ledger

import (
	"context"
	"slices"

	"regulars/internal/store"
)

// split divides one wallet's rows between two records.
type split struct {
	move
	in    UnmoveIn
	bk    *Books
	moved map[int64]bool  // rows that the move brought
	rows  []*lot          // all entries of the joined wallet, oldest first
	owner map[int64]int64 // of each entry, by id
	known map[Cause]int64 // records of the causes from before the move
	paid  map[int64]*lot  // the entry that lowered the debt, by the id of the one that drew for it
	lots  map[int64]*lot  // by id
	holds map[int64]*Hold // open ones
}

// loadSplit reads everything of the joined wallet.
func loadSplit(ctx context.Context, tx *store.Tx, m move, in UnmoveIn) (*split, error) {
	s := &split{move: m, in: in, moved: map[int64]bool{}}
	err := tx.Query(ctx, `SELECT row_id FROM ledger_moved WHERE merchant_id = $1 AND move_id = $2`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		s.moved[id] = true
		return err
	}, tx.MerchantID(), m.id)
	if err != nil {
		return nil, err
	}
	return s, s.open(ctx, tx)
}

// open opens the books of both records and reads all entries of the joined wallet.
func (s *split) open(ctx context.Context, tx *store.Tx) error {
	bk, err := Open(ctx, tx, []int64{s.from, s.to}, Need{Draw: []int64{s.from, s.to}, Assets: Assets(), Until: s.in.At})
	if err != nil {
		return err
	}
	s.bk, s.rows, s.lots = bk, nil, map[int64]*lot{}
	b := bk.book(s.to)
	s.holds = b.holds
	return tx.Query(ctx, entrySelect+` WHERE merchant_id = $1 AND member_id = $2 ORDER BY id`, func(r store.Row) error {
		e, err := scanEntry(r)
		l := &lot{Entry: e}
		if known := b.lots[e.ID]; known != nil {
			l = known
		}
		s.rows = append(s.rows, l)
		if l.issues() {
			s.lots[l.ID] = l
		}
		return err
	}, tx.MerchantID(), s.to)
}

// releaseShared releases the open holds that reserve lots of both records, and reads everything again if there were any.
func (s *split) releaseShared(ctx context.Context, tx *store.Tx) error {
	s.assign()
	released := false
	for _, h := range s.holds {
		mixed := slices.ContainsFunc(h.parts, func(p part) bool { return s.owner[p.lotID] != s.owner[h.parts[0].lotID] })
		if mixed || s.owner[h.parts[0].lotID] != s.ownerOf(h.ID, h.Cause) {
			s.bk.Release(s.to, h.ID, s.in.At)
			released = true
		}
	}
	if !released {
		return nil
	}
	if err := s.bk.Save(tx); err != nil {
		return err
	}
	return s.open(ctx, tx)
}

// assign says whose each entry is: a lot is its earner's, a drawing goes with the lot, debt with the cause.
func (s *split) assign() {
	s.owner, s.known, s.paid = map[int64]int64{}, map[Cause]int64{}, map[int64]*lot{}
	for _, e := range s.rows {
		if e.ID < s.id && e.Cause != (Cause{}) { // ids are in the order of time
			s.know(e)
		}
	}
	var drew *lot // the last entry that drew to pay debt
	for _, e := range s.rows {
		switch {
		case e.issues() && e.FromLot != 0 && s.owner[e.FromLot] != 0:
			s.owner[e.ID] = s.owner[e.FromLot]
		case e.issues():
			s.owner[e.ID] = s.ownerOf(e.ID, e.Cause)
		case e.LotID != 0:
			s.owner[e.ID] = s.owner[e.LotID]
		case e.Kind == KindSettle && drew != nil:
			s.owner[e.ID] = s.owner[drew.ID]
			s.paid[drew.ID] = e
		default:
			s.owner[e.ID] = s.ownerOf(e.ID, e.Cause)
		}
		if e.Kind == KindSettle && e.LotID != 0 {
			drew = e
		}
	}
}

// shared marks a cause that gave something to both records, such as a grant to a segment: it is neither's alone.
const shared = -1

// know notes whose the cause of an entry from before the move is.
func (s *split) know(e *lot) {
	owner := s.ownerOf(e.ID, Cause{})
	if before := s.known[e.Cause]; before != 0 && before != owner {
		owner = shared
	}
	s.known[e.Cause] = owner
}

// ownerOf is whose a row is that was made for the cause; the remaining record's where nobody knows.
func (s *split) ownerOf(id int64, cause Cause) int64 {
	if s.moved[id] {
		return s.from
	}
	if id > s.id && s.recordOf(cause) == s.from {
		return s.from
	}
	return s.to
}

// recordOf is the record of a cause, or 0.
func (s *split) recordOf(cause Cause) int64 {
	if record := s.known[cause]; record > 0 {
		return record
	}
	if s.in.RecordOf == nil || cause == (Cause{}) {
		return 0
	}
	switch record := s.in.RecordOf(cause); record {
	case s.from, s.to:
		return record
	}
	return 0
}

// moveBack gives the rows of the restored record back to it.
func (s *split) moveBack(ctx context.Context, tx *store.Tx) error {
	var ids, holds []int64
	for id, owner := range s.owner {
		if owner == s.from {
			ids = append(ids, id)
		}
	}
	for id := range s.moved {
		holds = append(holds, id)
	}
	for _, h := range s.holds {
		if h.State == HoldOpen && s.owner[h.parts[0].lotID] == s.from {
			holds = append(holds, h.ID)
		}
	}
	_, err := tx.Exec(ctx, `UPDATE ledger_entry SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 AND id = ANY($4)`,
		tx.MerchantID(), s.to, s.from, ids)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_hold SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 AND id = ANY($4)`,
		tx.MerchantID(), s.to, s.from, holds)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_hold_part SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 AND hold_id = ANY($4)`,
		tx.MerchantID(), s.to, s.from, holds)
	return err
}

// divide makes two books of one, and counts what each holds. Debt may be below 0 where one record's lots paid the other's.
func (s *split) divide() {
	old := s.bk.book(s.to)
	for _, member := range []int64{s.from, s.to} {
		b := s.bk.book(member)
		b.lots, b.open, b.holds, b.balances = map[int64]*lot{}, nil, nil, [assetCount]Balance{}
		b.drawn = [assetCount]bool{true, true, true, true}
		b.ActiveAt = max(b.ActiveAt, old.ActiveAt)
	}
	for _, e := range s.rows {
		b := s.bk.book(s.owner[e.ID])
		e.MemberID = b.MemberID
		balance := b.balance(e.Asset)
		switch {
		case !e.issues() && e.LotID == 0:
			balance.Debt -= e.Amount
		case !e.issues():
		case e.Pending:
			balance.Pending += e.Remaining
			b.addLot(e)
		default:
			balance.Available += e.free()
			balance.Held += e.Held
			b.addLot(e)
		}
	}
	for _, h := range s.holds {
		if h.State == HoldOpen {
			h.MemberID = s.owner[h.parts[0].lotID]
			s.bk.book(h.MemberID).addHold(h)
		}
	}
}

// chargeAll puts right what one record's lots did for the other since the move.
func (s *split) chargeAll() {
	for _, e := range slices.Backward(s.rows) {
		if debt := s.bk.book(s.owner[e.ID]).balance(e.Asset).Debt; debt < 0 && e.Amount < 0 && s.paid[e.ID] != nil {
			s.unpay(e, min(-debt, -e.Amount))
		}
	}
	returned := map[drawn]int64{}
	for _, e := range slices.Backward(s.rows) {
		if e.ID > s.id && !e.issues() && e.LotID != 0 {
			s.charge(e, returned)
		}
	}
}

// unpay returns to a lot what it paid of the other record's debt.
func (s *split) unpay(e *lot, amount int64) {
	b, l := s.bk.book(s.owner[e.ID]), s.lots[e.LotID]
	p := posting{KindSettle, Moved, l.ownIn(s.in.At)}
	s.bk.put(b, l, amount, p)
	s.bk.owe(b, amount, p)
	s.bk.expireOver(b, l, s.in.At)
}

// drawn is what a cause drew of a lot: by a rule, or as a spending.
type drawn struct {
	cause    Cause
	lotID    int64
	rule     string
	spending bool
}

// charge returns a drawing to the lot of the other record and draws it from the record that it was made for. Walking back
// through time, what was returned of a drawing since comes first and is left out. What was charged when another record left may have been drawn
// from one that leaves now: it is a drawing like others.
func (s *split) charge(e *lot, returned map[drawn]int64) {
	key := drawn{cause: e.Cause, lotID: e.LotID, rule: e.Rule}
	if e.Kind == KindSpend || e.Kind == KindGiveBack {
		key.rule, key.spending = "", true
	}
	if e.Kind == KindGiveBack || e.Kind == KindCharge && e.Amount > 0 {
		returned[key] += e.Amount
		return
	}
	record, owner := s.recordOf(e.Cause), s.owner[e.LotID]
	if record == 0 || record == owner || !slices.Contains([]Kind{KindSpend, KindClawBack, KindAdjust, KindCharge}, e.Kind) {
		return
	}
	amount := -e.Amount
	back := min(amount, returned[key])
	returned[key] -= back
	if amount -= back; amount == 0 {
		return
	}
	give, take := KindCharge, KindCharge
	if e.Kind == KindSpend { // so that a later return of the spending goes to the record that is charged
		give, take = KindGiveBack, KindSpend
	}
	in := &In{Asset: e.Asset, Cause: e.Cause, By: Cause{"unmerge", s.id}, Rule: e.Rule, Root: e.Root, Version: e.Version, At: s.in.At}
	l := s.lots[e.LotID]
	b := s.bk.book(owner)
	s.bk.put(b, l, amount, posting{give, e.Account, in})
	s.bk.expireOver(b, l, s.in.At)
	s.drawOrOwe(s.bk.book(record), amount, posting{take, e.Account, in})
}

// drawOrOwe draws what is available; the rest is debt.
func (s *split) drawOrOwe(b *book, amount int64, p posting) {
	amount -= s.bk.clawFree(b, b.drawable(p.in.Asset, s.in.At, s.bk.zone), amount, p)
	if amount > 0 {
		s.bk.owe(b, amount, p)
	}
}
