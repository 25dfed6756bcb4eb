package reward

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Clawed is what revoking took back.
type Clawed struct {
	Points, Growth   int64
	UnrecoveredMinor int64 // the cost of what was used already
	Grants           []*Granted
}

// Revoke takes back what a grant gave; what of points and money is spent becomes debt, what else is used is told as unrecovered.
// Returns ErrGrant and ErrRevoked.
func Revoke(ctx context.Context, tx *store.Tx, id int64) (*Granted, error) {
	g, err := GetGrant(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	holder, err := member.Holder(ctx, tx, g.MemberID)
	if err != nil {
		return nil, err
	}
	bk, err := Open(ctx, tx, revoking(tx, []int64{holder}, []*Granted{g}))
	if err != nil {
		return nil, err
	}
	if g, err = GetGrant(ctx, tx, id); err != nil { // as it stands under the lock
		return nil, err
	}
	if now, err := member.Holder(ctx, tx, g.MemberID); err != nil || now != holder { // a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	if !g.revocable() {
		return nil, ErrRevoked.New(nil)
	}
	bk.CatchUp(holder, tx.Now())
	if _, err := bk.revokeAll(ctx, []*Granted{g}, map[int64]int64{g.MemberID: holder}, tx.Now()); err != nil {
		return nil, err
	}
	if err := bk.Reassess(ctx, holder, ReassessIn{Since: g.At, At: tx.Now(), Why: g.Root}); err != nil {
		return nil, err
	}
	return g, bk.Save(ctx)
}

const sqlGrantsOfRoot = `SELECT ` + grantColumns + ` FROM reward_grant WHERE merchant_id = $1 AND root = $2 AND state = 'given' AND id > $3 ORDER BY id LIMIT $4`

// stretch is which grants of a fact are meant: at most so many after an id.
type stretch struct {
	root  string
	after int64
	limit int64
}

// everything is all of a fact.
func everything(root string) stretch { return stretch{root, 0, math.MaxInt64} }

// find reads the grants that still stand.
func (s stretch) find(ctx context.Context, tx *store.Tx) ([]*Granted, error) {
	return findGrants(ctx, tx, sqlGrantsOfRoot, s.root, s.after, s.limit)
}

// RevokeRoot takes back, from everybody, every grant that goes back to the fact.
func RevokeRoot(ctx context.Context, tx *store.Tx, root string) (Clawed, error) {
	out, _, err := everything(root).revoke(ctx, tx)
	return out, err
}

// RevokeSome is RevokeRoot of no more than so many grants after an id; it answers the last one's, and how many there were.
func RevokeSome(ctx context.Context, tx *store.Tx, root string, after, limit int64) (last int64, n int, err error) {
	_, found, err := stretch{root, after, limit}.revoke(ctx, tx)
	if err != nil || len(found) == 0 {
		return after, 0, err
	}
	return found[len(found)-1].ID, len(found), nil
}

// revoke takes back the grants; it answers those that it found, too.
func (s stretch) revoke(ctx context.Context, tx *store.Tx) (out Clawed, found []*Granted, err error) {
	found, err = s.find(ctx, tx)
	if err != nil || len(found) == 0 {
		return out, nil, err
	}
	records := make([]int64, len(found))
	for i, g := range found {
		records[i] = g.MemberID
	}
	holders, err := member.Holders(ctx, tx, records)
	if err != nil {
		return out, nil, err
	}
	ids := make([]int64, 0, len(holders))
	for _, id := range holders {
		ids = append(ids, id)
	}
	need := revoking(tx, ids, found)
	bk, err := Open(ctx, tx, need)
	if err != nil {
		return out, nil, err
	}
	if found, err = s.stillGiven(ctx, tx, holders); err != nil {
		return out, nil, err
	}
	for _, id := range bk.Member.IDs() {
		bk.CatchUp(id, tx.Now())
	}
	grants := slices.DeleteFunc(slices.Clone(found), func(g *Granted) bool { return holders[g.MemberID] == 0 || !g.revocable() }) // nobody holds what was erased
	out, err = bk.revokeAll(ctx, grants, holders, tx.Now())
	if err != nil {
		return out, nil, err
	}
	for _, id := range bk.Member.IDs() {
		if err := bk.Reassess(ctx, id, ReassessIn{Since: need.From, At: tx.Now(), Why: s.root}); err != nil {
			return out, nil, err
		}
	}
	return out, found, bk.Save(ctx)
}

// revoking is what must be loaded of members to take grants back.
func revoking(tx *store.Tx, holders []int64, grants []*Granted) Need {
	need := Need{Members: holders, From: tx.Now(), Until: tx.Now()}
	for _, g := range grants {
		need.From = min(need.From, g.At)
		if len(g.Uses) > 0 {
			need.Events, need.Facts = true, append(need.Facts, g.At)
		}
	}
	return need
}

// stillGiven reads the grants of the fact again, under the locks of those who were found to hold them. Returns store.ErrAgain where a grant was added or
// a merge was made or undone at this moment.
func (s stretch) stillGiven(ctx context.Context, tx *store.Tx, holders map[int64]int64) ([]*Granted, error) {
	grants, err := s.find(ctx, tx)
	if err != nil {
		return nil, err
	}
	records := slices.Collect(maps.Keys(holders))
	for _, g := range grants {
		records = append(records, g.MemberID)
	}
	now, err := member.Holders(ctx, tx, records)
	if err == nil && !maps.Equal(now, holders) {
		err = store.ErrAgain
	}
	return grants, err
}

// revocable reports whether the grant gave anything that can be taken back: what was taken by hand cannot.
func (g *Granted) revocable() bool {
	return g.State == Given && len(g.Parts) > 0 && g.Parts[0].Amount > 0
}

// RevokeRoot takes back every grant of the member, or of a record merged into it, that goes back to the fact, on books that hold
// the member. What others were given for it is not the member's to owe.
func (bk *Books) RevokeRoot(ctx context.Context, holder int64, root string, at calendar.Instant) (Clawed, error) {
	grants, err := everything(root).find(ctx, bk.tx)
	if err != nil || len(grants) == 0 {
		return Clawed{}, err
	}
	records, err := member.Records(ctx, bk.tx, []int64{holder})
	if err != nil {
		return Clawed{}, err
	}
	grants = slices.DeleteFunc(grants, func(g *Granted) bool {
		return records[g.MemberID] != holder || !g.revocable()
	})
	return bk.revokeAll(ctx, grants, records, at)
}

// revokeAll takes back grants; holders says who has now what a record was given.
func (bk *Books) revokeAll(ctx context.Context, grants []*Granted, holders map[int64]int64, at calendar.Instant) (Clawed, error) {
	var out Clawed
	if len(grants) == 0 {
		return out, nil
	}
	need := ledger.Need{Assets: ledger.Assets(), Until: at}
	for _, g := range grants {
		need.Causes = append(need.Causes, g.ID)
		if id := holders[g.MemberID]; !slices.Contains(need.Draw, id) {
			need.Draw = append(need.Draw, id)
		}
	}
	if err := bk.Ledger.Load(ctx, bk.tx, need); err != nil {
		return out, err
	}
	if err := bk.openTaken(ctx, grants, holders); err != nil {
		return out, err
	}
	returned := make([]budget.Returned, 0, len(grants))
	for _, g := range grants {
		for i := range g.Parts {
			if refused := bk.takePart(g, &g.Parts[i], holders[g.MemberID], at); refused != nil {
				return out, refused
			}
		}
		for _, u := range g.Uses {
			u.Amount = -u.Amount
			bk.Use(holders[g.MemberID], u, g.At)
		}
		g.State, g.RevokedAt = Revoked, at
		out.UnrecoveredMinor += g.UnrecoveredMinor
		out.Points += g.takenBack(item.Points)
		out.Growth += g.takenBack(item.Growth)
		returned = append(returned, budget.Returned{GrantID: g.ID, LostMinor: g.UnrecoveredMinor})
		bk.taken = append(bk.taken, g)
		bk.tx.Emit(g.event(EventRevoked))
	}
	out.Grants = grants
	if !bk.tx.Writes() {
		return out, nil
	}
	return out, budget.Return(ctx, bk.tx, returned)
}

// takenBack is how much of a kind was taken back.
func (g *Granted) takenBack(kind item.Kind) int64 {
	var sum int64
	for i := range g.Parts {
		if g.Parts[i].Kind == kind {
			sum += g.Parts[i].TakenBack
		}
	}
	return sum
}
