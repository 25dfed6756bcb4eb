package roll

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/store"
)

// Sort is what a list is sorted by. Names are sealed and cannot be it.
type Sort string

// What a list may be sorted by.
const (
	Joined    Sort = "joined"
	LastOrder Sort = "last_order" // who never ordered counts as the longest ago
	Spend     Sort = "spend"
	Points    Sort = "points" // available now, without what falls due at this moment
)

// In asks for a page.
type In struct {
	member.Filter
	Query string // a phone number or its last four digits, a card, an e-mail, an external id, a member's id, a name or its first one or two characters
	Sort  Sort   // Joined where it is empty; a search is always newest first
	Up    bool   // the smallest first
	After string // the Next of the page before
	Limit int    // at most MaxPage

	bounds bounds
}

// Page is a page of members; Next is "" on the last one. A page may be short where it is not the last.
type Page struct {
	Members []member.Member
	Next    string
}

// List is a page of members. Returns member.ErrCursor, fault.ErrInvalid for an unknown order.
func List(ctx context.Context, tx *store.Tx, in In) (Page, error) {
	ids, next, err := IDs(ctx, tx, in)
	if err != nil {
		return Page{}, err
	}
	page := Page{Next: next}
	page.Members, err = member.GetMany(ctx, tx, ids)
	return page, err
}

// IDs is a page of members by their ids alone, and the cursor of the next page.
func IDs(ctx context.Context, tx *store.Tx, in In) ([]int64, string, error) {
	in.Limit = min(max(in.Limit, 1), MaxPage)
	if in.Sort == "" {
		in.Sort = Joined
	}
	o, known := orders[in.Sort]
	if !known {
		return nil, "", fault.ErrInvalid.At("sort", fault.P{"reason": "joined, last_order, spend, points"})
	}
	if strings.TrimSpace(in.Query) != "" {
		return search(ctx, tx, in)
	}
	from := member.Listed{}
	var err error
	from.Value, from.ID, err = member.ReadCursor(in.After, in.name())
	if err != nil {
		return nil, "", err
	}
	if in.After == "" && in.Up {
		from = member.Listed{Value: math.MinInt64}
	}
	rows, next, err := in.page(ctx, tx, o, from)
	if err != nil {
		return nil, "", err
	}
	text := ""
	if next != nil {
		text = member.WriteCursor(in.name(), next.Value, next.ID)
	}
	return member.IDsOf(rows), text, nil
}

// name is the order as a cursor names it.
func (in *In) name() string {
	if in.Up {
		return string(in.Sort) + "-up"
	}
	return string(in.Sort)
}

// page walks the list, or sorts the few that the filter leaves.
func (in *In) page(ctx context.Context, tx *store.Tx, o order, from member.Listed) ([]member.Listed, *member.Listed, error) {
	few, is, err := narrow(ctx, tx, &in.Filter, in.bounds.fewAt())
	if err != nil {
		return nil, nil, err
	}
	if !is {
		return in.walk(ctx, tx, o, from)
	}
	rows, err := member.Rows(ctx, tx, in.Filter, o.few, tx.MerchantID(), few)
	if err != nil {
		return nil, nil, err
	}
	side := 1
	if in.Up {
		side = -1
	}
	slices.SortFunc(rows, func(a, b member.Listed) int { return -side * compare(a, b) })
	rows = slices.DeleteFunc(rows, func(l member.Listed) bool { return side*compare(l, from) >= 0 })
	if len(rows) <= in.Limit {
		return rows, nil, nil
	}
	return rows[:in.Limit], &rows[in.Limit-1], nil
}

// compare orders by value, then by id.
func compare(a, b member.Listed) int {
	return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.ID, b.ID))
}

// walk goes along the index until the page is full, or maxWalk members have been looked at.
func (in *In) walk(ctx context.Context, tx *store.Tx, o order, from member.Listed) (rows []member.Listed, next *member.Listed, err error) {
	f := in.Filter
	f.Walking = true
	ways := o.down
	end := member.Listed{Value: math.MinInt64}
	if in.Up {
		ways = o.up
		end = member.Listed{Value: int64(calendar.Never), ID: int64(calendar.Never)}
	}
	for i, w := range ways {
		begin, on := w.begin(from, i, in.Up)
		if !on {
			continue
		}
		stop, more, err := w.stop(ctx, tx, in, begin)
		if err != nil {
			return nil, nil, err
		}
		until := end
		if more {
			until = stop
		}
		got, err := member.Rows(ctx, tx, f, w.walk, tx.MerchantID(), begin.Value, begin.ID, in.Limit+1-len(rows), until.Value, until.ID)
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, got...)
		if len(rows) > in.Limit {
			return rows[:in.Limit], &rows[in.Limit-1], nil
		}
		if more {
			return rows, &stop, nil
		}
	}
	return rows, nil, nil
}

// begin is where a stretch is taken up by a cursor; on is false where the cursor is past it.
func (w *way) begin(from member.Listed, i int, up bool) (at member.Listed, on bool) {
	switch {
	case w.none && up: // first those without points
		return member.Listed{Value: 0, ID: from.ID}, from.Value <= 0
	case w.none && from.Value > 0: // last those without points; all that came before are behind
		return member.Listed{Value: 0, ID: int64(calendar.Never)}, true
	case i == 1 && up && from.Value <= 0:
		return member.Listed{Value: 0, ID: int64(calendar.Never)}, true
	}
	return from, true
}

// stop is where a walk ends that has looked at maxWalk members; more is false where it ends by itself, or nothing is asked of those on the way.
func (w *way) stop(ctx context.Context, tx *store.Tx, in *In, begin member.Listed) (stop member.Listed, more bool, err error) {
	if in.Empty() && !w.none {
		return stop, false, nil
	}
	more, err = store.One(ctx, tx, w.end, func(r store.Row) error { return r.Scan(&stop.ID, &stop.Value) }, tx.MerchantID(), begin.Value, begin.ID, in.bounds.walkAt())
	return stop, more, err
}

// search is a page of those whom the query names, newest record first. A page may be short where filters leave some out.
func search(ctx context.Context, tx *store.Tx, in In) ([]int64, string, error) {
	_, before, err := member.ReadCursor(in.After, "found")
	if err != nil {
		return nil, "", err
	}
	found, err := member.Candidates(ctx, tx, strings.TrimSpace(in.Query), before, in.Limit+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > in.Limit {
		found = found[:in.Limit]
		next = member.WriteCursor("found", 0, found[in.Limit-1])
	}
	refs := make([]member.Ref, len(found))
	for i, id := range found {
		refs[i] = member.Ref{ID: id}
	}
	ids, err := member.Resolve(ctx, tx, refs) // an alias is shown as its member
	if err != nil || len(ids) == 0 {
		return nil, next, err
	}
	kept, err := member.Select(ctx, tx, in.Filter, ids)
	var order []int64
	for _, id := range ids {
		if slices.Contains(kept, id) && !slices.Contains(order, id) {
			order = append(order, id)
		}
	}
	return order, next, err
}
