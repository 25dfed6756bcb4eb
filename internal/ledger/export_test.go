package ledger

import (
	"fmt"
	"time"

	"regulars/internal/calendar"
)

// InMemory makes books of empty wallets without a database, in which everything is loaded.
func InMemory(now calendar.Instant, zone *time.Location, causes []int64, members ...int64) *Books {
	id := int64(0)
	bk := &Books{now: now, zone: zone, newID: func() int64 { id++; return id }, members: map[int64]*book{}}
	for _, m := range members {
		b := newBook(emptyWallet(m))
		b.drawn = [assetCount]bool{true, true, true, true}
		b.causes = map[int64]bool{}
		for _, c := range causes {
			b.causes[c] = true
		}
		bk.members[m] = b
	}
	return bk
}

// SetNow moves the books' own time, which is when entries are posted.
func (bk *Books) SetNow(at calendar.Instant) { bk.now = at }

// Posted are the entries that have not been saved.
func (bk *Books) Posted() []Entry {
	out := make([]Entry, len(bk.entries))
	for i, e := range bk.entries {
		out[i] = e.Entry
	}
	return out
}

// Lots are the loaded lots of a member.
func (bk *Books) Lots(member int64) []Entry {
	var out []Entry
	for _, l := range bk.members[member].lots {
		out = append(out, l.Entry)
	}
	return out
}

// Verify checks the invariants that hold within the books. whole says that all lots and entries since the beginning are there.
func (bk *Books) Verify(whole bool) error {
	if bk.err != nil {
		return bk.err
	}
	for _, id := range bk.Members() {
		b := bk.members[id]
		for _, a := range Assets() {
			if err := bk.verifyAsset(b, a, whole); err != nil {
				return fmt.Errorf("member %d, %s: %w", id, a, err)
			}
		}
		if err := bk.verifyDue(b); err != nil {
			return err
		}
	}
	return nil
}

func (bk *Books) verifyAsset(b *book, a Asset, whole bool) error {
	var available, pending, held int64
	parts := map[int64]int64{}
	for _, h := range b.holds {
		if h.State == HoldOpen {
			for _, p := range h.parts {
				parts[p.lotID] += p.amount
			}
		}
	}
	for _, l := range b.lots {
		if l.Asset != a {
			continue
		}
		switch {
		case l.Held < 0 || l.Held > l.Remaining || l.Remaining > l.Amount || l.Expired < 0:
			return fmt.Errorf("(3, 8) lot %+v", l.Entry)
		case l.Held != parts[l.ID]:
			return fmt.Errorf("(7) lot %d: held %d, parts %d", l.ID, l.Held, parts[l.ID])
		case l.Pending && l.Held > 0:
			return fmt.Errorf("(7) pending lot %d is held", l.ID)
		case l.Pending:
			pending += l.Remaining
		default:
			available += l.free()
		}
		held += l.Held
	}
	has := b.Of(a)
	if has.Available < 0 || has.Pending < 0 || has.Held < 0 || has.Debt < 0 {
		return fmt.Errorf("(3) %+v", has)
	}
	if has.Debt > 0 && has.Available > 0 {
		return fmt.Errorf("(6) %+v", has)
	}
	if whole && (has.Available != available || has.Pending != pending || has.Held != held) {
		return fmt.Errorf("(2) wallet %+v, lots %d %d %d", has, available, pending, held)
	}
	if whole {
		return bk.verifyEntries(b, a)
	}
	return nil
}

func (bk *Books) verifyEntries(b *book, a Asset) error {
	sums, lapsed := map[int64]int64{}, map[int64]int64{}
	var moved int64
	for _, e := range bk.entries {
		if e.MemberID != b.MemberID || e.Asset != a {
			continue
		}
		sums[e.LotID] += e.Amount
		switch e.Account {
		case Expired:
			lapsed[e.LotID] -= e.Amount
		case Moved:
			moved += e.Amount
		case Issued, Spent, Adjusted, Recharged:
		}
		if l := b.lots[e.LotID]; e.LotID != 0 && (l == nil || l.Asset != a) {
			return fmt.Errorf("(4) entry %d names lot %d", e.ID, e.LotID)
		}
	}
	if moved != 0 {
		return fmt.Errorf("(9) moved %d", moved)
	}
	if -sums[0] != b.Of(a).Debt {
		return fmt.Errorf("(5) debt %d, entries %d", b.Of(a).Debt, sums[0])
	}
	for _, l := range b.lots {
		if l.Asset == a && (l.Remaining != sums[l.ID] || l.Expired != lapsed[l.ID]) {
			return fmt.Errorf("(4, 8) lot %+v, entries %d, expired %d", l.Entry, sums[l.ID], lapsed[l.ID])
		}
	}
	return nil
}

func (bk *Books) verifyDue(b *book) error {
	due := calendar.Never
	for _, l := range b.lots {
		due = min(due, b.lotDue(l, bk.zone))
		if open := contains(b.open, l); l.Remaining > 0 && !open {
			return fmt.Errorf("lot %d is not among the open ones", l.ID)
		}
	}
	for _, h := range b.holds {
		if h.State == HoldOpen {
			due = min(due, h.UntilAt)
		}
	}
	if b.DueAt > due {
		return fmt.Errorf("(10) member %d: due %s, really %s", b.MemberID, b.DueAt, due)
	}
	return nil
}

func contains(open []*lot, l *lot) bool {
	n := 0
	for _, o := range open {
		if o == l {
			n++
		}
	}
	return n == 1
}

// Forget drops the entries posted so far, as saving does.
func (bk *Books) Forget() { bk.entries = nil }
