package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// Books are the wallets of some members in memory. Their methods change nothing but memory; a refusal leaves them as they were.
// A mistake of the program (a member or lots that were never loaded) sticks: Err tells, and Save refuses.
type Books struct {
	now     calendar.Instant
	zone    *time.Location
	newID   func() int64
	members map[int64]*book
	opened  []int64 // asked for when the books were opened
	entries []*lot  // posted since the last save, in order
	err     error
}

// book is one member's part of the books.
type book struct {
	Wallet
	saved   Wallet // as it stands in the database
	lots    map[int64]*lot
	open    []*lot // lots with something remaining, and some that have become empty since
	holds   map[int64]*Hold
	causes  map[int64]bool   // whose entries have been loaded
	history []*Entry         // those of the loaded causes, and what was posted since, in order
	floor   calendar.Instant // no lot or hold that is not loaded falls due earlier
	drawn   [assetCount]bool // assets whose open lots are all loaded
	idle    idleMemo
}

// idleMemo is the last idle expiry that was asked for: the lots of a wallet mostly share one.
type idleMemo struct {
	from, at calendar.Instant
	months   int
}

// lot is an entry under change; entries that issue nothing are written once and never looked at again.
type lot struct {
	Entry
	fresh bool // not yet in the database
	dirty bool // in the database, but changed
}

func (l *lot) issues() bool { return l.LotID == l.ID }

func (l *lot) free() int64 { return l.Remaining - l.Held }

// errNotLoaded is a mistake of the program, not of a user.
var errNotLoaded = errors.New("ledger: not loaded")

// Err is the first mistake made with the books; nil where there is none.
func (bk *Books) Err() error { return bk.err }

func (bk *Books) mistake(format string, args ...any) *fault.Error {
	if bk.err == nil {
		bk.err = fmt.Errorf("%w: "+format, append([]any{errNotLoaded}, args...)...)
	}
	return fault.ErrInvalid.Wrap(bk.err, fault.P{"reason": "internal error"})
}

// book is the member's; it is empty and a mistake where the member was never opened.
func (bk *Books) book(member int64) *book {
	b, ok := bk.members[member]
	if !ok {
		bk.mistake("member %d was never opened", member)
		return newBook(Wallet{MemberID: member, DueAt: calendar.Never, OtherDueAt: calendar.Never})
	}
	return b
}

func newBook(w Wallet) *book {
	return &book{Wallet: w, saved: w, floor: w.DueAt}
}

// Wallet is what the member holds, as the books stand.
func (bk *Books) Wallet(member int64) Wallet { return bk.book(member).Wallet }

// Balance is what the member holds of the asset, as the books stand.
func (bk *Books) Balance(member int64, a Asset) Balance {
	b := bk.book(member)
	return b.Of(a)
}

// Members are the members of the books, in the order of their ids.
func (bk *Books) Members() []int64 {
	ids := make([]int64, 0, len(bk.members))
	for id := range bk.members {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// SetOtherDue says when something that other rooms hang on the member next falls due; Never where nothing does.
func (bk *Books) SetOtherDue(member int64, at calendar.Instant) { bk.book(member).OtherDueAt = at }

// Touch notes an activity of the member, which moves the expiry of lots that expire by inactivity.
func (bk *Books) Touch(member int64, at calendar.Instant) {
	bk.book(member).touch(bk, at)
}

func (b *book) touch(bk *Books, at calendar.Instant) {
	if at > b.ActiveAt {
		b.ActiveAt = at
		b.refreshDue(bk.zone)
	}
}

func (b *book) balance(a Asset) *Balance { return &b.balances[a.slot()] }

// lot is a loaded lot.
func (b *book) lot(id int64) *lot { return b.lots[id] }

func (b *book) addLot(l *lot) {
	if b.lots == nil {
		b.lots = make(map[int64]*lot, 8)
	}
	b.lots[l.ID] = l
	if l.Remaining > 0 {
		b.open = append(b.open, l)
	}
}

// expiry is when the free part of the lot expires.
func (b *book) expiry(l *lot, zone *time.Location) calendar.Instant {
	if l.IdleMonths == 0 {
		return l.ExpiresAt
	}
	from := max(b.ActiveAt, l.AvailableAt)
	if b.idle.from != from || b.idle.months != l.IdleMonths {
		b.idle = idleMemo{from, IdleExpiry(from, l.IdleMonths, zone), l.IdleMonths}
	}
	return min(l.ExpiresAt, b.idle.at)
}

// IdleExpiry is the end of the local day so many months after the instant.
func IdleExpiry(from calendar.Instant, months int, zone *time.Location) calendar.Instant {
	if from == calendar.Never {
		return calendar.Never
	}
	return from.Day(zone).AddMonths(months).End(zone)
}

// usable reports whether the lot's free part can be drawn at the instant.
func (b *book) usable(l *lot, at calendar.Instant, zone *time.Location) bool {
	return !l.Pending && l.free() > 0 && b.expiry(l, zone) > at
}

// candidate is a lot with its expiry, which is costly to ask again while sorting.
type candidate struct {
	*lot
	expiry calendar.Instant
}

// soonest orders lots as they are drawn: soonest-expiring first, then oldest.
func soonest(x, y candidate) int {
	return cmp.Or(cmp.Compare(x.expiry, y.expiry), cmp.Compare(x.ID, y.ID))
}

// candidates are the open lots of which want holds, in the order of drawing.
func (b *book) candidates(zone *time.Location, want func(l *lot) bool) []candidate {
	b.compact()
	var out []candidate
	for _, l := range b.open {
		if want(l) {
			out = append(out, candidate{l, b.expiry(l, zone)})
		}
	}
	slices.SortFunc(out, soonest)
	return out
}

// drawable are the lots that can be drawn at the instant, in the order of drawing.
func (b *book) drawable(a Asset, at calendar.Instant, zone *time.Location) []candidate {
	return b.candidates(zone, func(l *lot) bool { return l.Asset == a && b.usable(l, at, zone) })
}

// compact drops lots that have become empty.
func (b *book) compact() {
	b.open = slices.DeleteFunc(b.open, func(l *lot) bool { return l.Remaining == 0 })
}

// checkAmount refuses amounts that no entry may have, and assets that there are not.
func checkAmount(in *In) *fault.Error {
	if in.Asset.slot() < 0 {
		return fault.ErrInvalid.At("asset", fault.P{"reason": string(in.Asset)})
	}
	if in.Amount < 1 || in.Amount > money.Limit {
		return ErrAmount.At("amount", fault.P{"limit": int64(money.Limit)})
	}
	return nil
}

func (a Account) or(usual Account) Account {
	if a == "" {
		return usual
	}
	return a
}
