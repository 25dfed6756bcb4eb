package hand

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Limits of holds.
const (
	maxOpen  = 20 // that a member has at once
	keepDays = 7  // that a hold is kept after its end
	maxClean = 1000
)

// The refusals of holds.
var (
	ErrHold     = fault.Declare(fault.NotFound, "hold_not_found", "There is no such hold.", "找不到该预占。")
	ErrHoldOf   = fault.Declare(fault.Invalid, "hold_unknown", "The member of this order has no such hold.", "该订单的会员没有此预占。")
	ErrHoldUsed = fault.Declare(fault.Refused, "hold_used", "An order has used this hold already.", "该预占已被另一订单使用。")
	ErrHolds    = fault.Declare(fault.Refused, "too_many_holds", "A member has at most {limit} holds at once; release one that is not needed.", "每位会员同时最多有 {limit} 个预占，请先释放不再需要的。")
)

// Hold reserves what a quote would take.
type Hold struct {
	ID       int64
	MemberID int64
	MadeAt   calendar.Instant
	UntilAt  calendar.Instant
	ClosedAt calendar.Instant // Never while it is open, or its time was let run out
	OrderID  int64            // that used it, or 0
	MadeBy   string
	Proven   bool // by a proof that it used up
	Edition  int64
	Quote    json.RawMessage // the outcome as it was answered
	Lines    []basket.Line   // of what was quoted

	Outcome program.Outcome // what of Quote is reserved
}

// OpenAt reports whether it still reserves something.
func (h *Hold) OpenAt(at calendar.Instant) bool { return h.ClosedAt > at && h.UntilAt > at }

func (h *Hold) cause() ledger.Cause { return ledger.Cause{Kind: "hold", ID: h.ID} }

// codes are the codes of the coupons that it reserves.
func (h *Hold) codes() []string {
	var out []string
	if h.Outcome.Deal != nil {
		for i := range h.Outcome.Deal.Coupons {
			out = append(out, h.Outcome.Deal.Coupons[i].Code)
		}
	}
	return out
}

// covers reports whether the hold was proven and reserves at least what the outcome takes.
func (h *Hold) covers(o *program.Outcome) bool {
	if h == nil || !h.Proven {
		return false
	}
	has, takes := SpendOf(&h.Outcome), SpendOf(o)
	if takes.Points > has.Points || takes.BalanceMinor > has.BalanceMinor {
		return false
	}
	if o.Deal == nil {
		return true
	}
	held := h.Outcome.Deal
	for i := range o.Deal.Coupons {
		if held == nil || !slices.ContainsFunc(held.Coupons, func(c deal.CouponUse) bool { return c.ID == o.Deal.Coupons[i].ID }) {
			return false
		}
	}
	for i := range o.Deal.Entitlements {
		e := &o.Deal.Entitlements[i]
		if held == nil || !slices.ContainsFunc(held.Entitlements, func(u deal.EntitlementUse) bool { return u.ID == e.ID && u.Quantity >= e.Quantity }) {
			return false
		}
	}
	return true
}

const holdColumns = `id, member_id, made_at, until_at, closed_at, order_id, made_by, proven, edition, outcome, lines`

func scanHold(r store.Row) (*Hold, error) {
	h := &Hold{}
	var outcome, lines string
	err := r.Scan(&h.ID, &h.MemberID, &h.MadeAt, &h.UntilAt, &h.ClosedAt, &h.OrderID, &h.MadeBy, &h.Proven, &h.Edition, &outcome, &lines)
	if err != nil {
		return nil, err
	}
	h.Quote = json.RawMessage(outcome)
	if err := json.Unmarshal([]byte(lines), &h.Lines); err != nil {
		return nil, err
	}
	return h, json.Unmarshal(h.Quote, &h.Outcome)
}

// FindLater reads holds by id; unknown ones are left out.
func FindLater(tx *store.Tx, ids []int64) map[int64]*Hold {
	found := map[int64]*Hold{}
	if len(ids) == 0 {
		return found
	}
	tx.QueryLater(`SELECT `+holdColumns+` FROM order_hold WHERE merchant_id = $1 AND id = ANY($2)`, func(r store.Row) error {
		h, err := scanHold(r)
		if err == nil {
			found[h.ID] = h
		}
		return err
	}, tx.MerchantID(), ids)
	return found
}

// Of reads the holds of records, oldest first, without the text of the answer.
func Of(ctx context.Context, tx *store.Tx, records []int64) ([]*Hold, error) {
	var out []*Hold
	err := tx.Query(ctx, `SELECT `+holdColumns+` FROM order_hold WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id`, func(r store.Row) error {
		h, err := scanHold(r)
		if err == nil {
			h.Quote, out = nil, append(out, h)
		}
		return err
	}, tx.MerchantID(), records)
	return out, err
}

// Get reads a hold. Returns ErrHold.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Hold, error) {
	h := FindLater(tx, []int64{id})
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	if h[id] == nil {
		return nil, ErrHold.New(nil)
	}
	return h[id], nil
}

// Named is the hold that an order of the member names, as it was found; nil where it reserves nothing any more: its time is over, or it was
// released. Returns ErrHoldOf and ErrHoldUsed.
func Named(ctx context.Context, tx *store.Tx, h *Hold, memberID int64) (*Hold, error) {
	if h == nil || memberID == 0 {
		return nil, ErrHoldOf.At("hold", nil)
	}
	if h.MemberID != memberID {
		switch holder, err := member.Holder(ctx, tx, h.MemberID); {
		case err != nil:
			return nil, err
		case holder != memberID:
			return nil, ErrHoldOf.At("hold", nil)
		}
	}
	if h.OrderID != 0 {
		return nil, ErrHoldUsed.At("hold", nil)
	}
	if !h.OpenAt(tx.Now()) {
		return nil, nil
	}
	return h, nil
}

// Reserve makes the hold on the books of its member, who has been caught up; the outcome is what it reserves. Returns ErrHolds, and what the
// books refuse.
func (bk *Books) Reserve(ctx context.Context, o *Order, h *Hold) error {
	now := bk.tx.Now()
	open, err := store.One(ctx, bk.tx, `SELECT COUNT(*) FROM order_hold WHERE merchant_id = $1 AND member_id = $2 AND until_at > $3 AND closed_at > $3 HAVING COUNT(*) >= $4`,
		func(r store.Row) error { return nil }, bk.tx.MerchantID(), o.Member, now, int64(maxOpen))
	if err != nil || open {
		if open {
			err = ErrHolds.At("hold_seconds", fault.P{"limit": maxOpen})
		}
		return err
	}
	for _, part := range parts(&h.Outcome) {
		in := ledger.In{Asset: part.asset, Amount: part.amount, Cause: h.cause(), At: now}
		if _, refused := bk.held.Ledger.Hold(o.Member, in, h.UntilAt); refused != nil {
			return refused
		}
	}
	if made := h.Outcome.Deal; made != nil {
		for i := range made.Coupons {
			if refused := bk.held.Coupon.Lock(made.Coupons[i].ID, h.ID, o.Member, o.Placed, h.UntilAt); refused != nil {
				return refused
			}
		}
		for i := range made.Entitlements {
			if refused := bk.held.Benefit.Lock(made.Entitlements[i].ID, h.ID, made.Entitlements[i].Quantity, o.Placed, h.UntilAt); refused != nil {
				return refused
			}
		}
	}
	spend := SpendOf(&h.Outcome)
	h.Proven = o.Shown.Kind != "" // what is wrong with it was refused before
	if h.Proven {                 // what goes without is counted by the order
		if refused := bk.proofs.Use(o.Member, o.Shown, spend, h.cause().String()); refused != nil {
			return refused
		}
	}
	return h.save(ctx, bk.tx)
}

type part struct {
	asset  ledger.Asset
	amount int64
}

// parts are what an outcome takes of each asset.
func parts(o *program.Outcome) []part {
	return slices.DeleteFunc([]part{{ledger.Points, o.Points}, {ledger.Bonus, o.BonusMinor}, {ledger.Principal, o.PrincipalMinor}},
		func(p part) bool { return p.amount == 0 })
}

func (h *Hold) save(ctx context.Context, tx *store.Tx) error {
	lines, err := json.Marshal(h.Lines)
	if err != nil {
		return err
	}
	_, err = store.InsertMany(ctx, tx, store.Insert{Table: "order_hold", Columns: []string{
		"merchant_id", "id", "member_id", "made_at", "until_at", "closed_at", "order_id", "made_by", "proven", "edition", "outcome", "lines",
	}}, [][]any{{tx.MerchantID(), h.ID, h.MemberID, h.MadeAt, h.UntilAt, h.ClosedAt, h.OrderID, h.MadeBy, h.Proven, h.Edition, string(h.Quote), string(lines)}})
	return err
}

// LetGo frees the coupons and the uses that a hold reserves, on books of its member that were opened with what it holds; what it is for is decided
// next. Points and balance stay reserved until [Hold.Spend]: what has ended meanwhile would be gone.
func (bk *Books) LetGo(h *Hold) {
	if bk.held.Coupon != nil {
		bk.held.Coupon.Unlock(h.ID)
	}
	if bk.held.Benefit != nil {
		bk.held.Benefit.Unlock(h.ID)
	}
}

// Add counts what the hold reserves to what the member has to spend.
func (h *Hold) Add(held *reward.Books, member int64, st *program.Standing) {
	for _, part := range h.reserved(held, member) {
		switch part.Asset {
		case ledger.Points:
			st.PointsAvailable += part.Amount
		case ledger.Bonus:
			st.BonusMinor += part.Amount
		case ledger.Principal:
			st.PrincipalMinor += part.Amount
		case ledger.Growth, ledger.Commission:
		}
	}
}

// Spend draws an amount of an asset: first what the hold reserves of it, which may have ended meanwhile. What it reserves beyond the amount is let go.
func (h *Hold) Spend(held *reward.Books, member int64, in ledger.In) *fault.Error {
	for _, part := range h.reserved(held, member) {
		if part.Asset != in.Asset {
			continue
		}
		first := in
		first.Amount = min(in.Amount, part.Amount)
		in.Amount -= first.Amount
		refused := (*fault.Error)(nil)
		if first.Amount > 0 {
			refused = held.Ledger.Capture(member, part.ID, first)
		} else {
			refused = held.Ledger.Release(member, part.ID, in.At)
		}
		if refused != nil {
			return refused
		}
	}
	if in.Amount == 0 {
		return nil
	}
	return held.Ledger.Spend(member, in)
}

// reserved is what the hold, which may be nil, reserves of the member's assets, oldest first.
func (h *Hold) reserved(held *reward.Books, member int64) []ledger.Hold {
	if h == nil {
		return nil
	}
	parts := slices.DeleteFunc(held.Ledger.Holds(member), func(p ledger.Hold) bool { return p.Cause != h.cause() })
	slices.SortFunc(parts, func(a, b ledger.Hold) int { return cmp.Compare(a.ID, b.ID) })
	return parts
}

// free ends everything that a hold reserves.
func (bk *Books) free(member int64, h *Hold, at calendar.Instant) *fault.Error {
	bk.LetGo(h)
	for _, asset := range []ledger.Asset{ledger.Points, ledger.Bonus, ledger.Principal} {
		if refused := h.Spend(bk.held, member, ledger.In{Asset: asset, At: at}); refused != nil {
			return refused
		}
	}
	return nil
}

// CloseLater writes that orders have used holds, by hold.
func CloseLater(tx *store.Tx, used map[int64]int64) {
	rows := make([][]any, 0, len(used))
	for hold, order := range used {
		rows = append(rows, []any{hold, tx.Now(), order})
	}
	slices.SortFunc(rows, func(a, b []any) int { return int(a[0].(int64) - b[0].(int64)) })
	store.UpdateLater(tx, store.Update{Table: "order_hold", Key: []string{"id"}, Set: []string{"closed_at", "order_id"}}, rows, nil)
}

// Release ends a hold: what it reserved can be used again. One that is over, or was released, is nothing to do. Returns ErrHold and ErrHoldUsed.
func Release(ctx context.Context, tx *store.Tx, id int64) (*Hold, error) {
	h, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	holder, err := member.Holder(ctx, tx, h.MemberID)
	if err != nil {
		return nil, err
	}
	need := reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()}
	orders := []Order{{Member: holder, Placed: tx.Now(), Hold: h}}
	if err := Owners(ctx, tx, orders); err != nil {
		return nil, err
	}
	Ask(tx, &need, orders)
	held, err := reward.Open(ctx, tx, need)
	if err != nil {
		return nil, err
	}
	if h, err = Get(ctx, tx, id); err != nil { // as it stands under the lock
		return nil, err
	}
	switch {
	case h.OrderID != 0:
		return nil, ErrHoldUsed.New(nil)
	case !h.OpenAt(tx.Now()):
		return h, nil
	}
	for _, id := range need.Members {
		held.CatchUp(id, tx.Now())
	}
	if refused := (&Books{tx: tx, held: held}).free(holder, h, tx.Now()); refused != nil {
		return nil, refused
	}
	h.ClosedAt = tx.Now()
	CloseLater(tx, map[int64]int64{h.ID: 0})
	return h, held.Save(ctx)
}

// Forget removes the holds of records that are erased; what they reserved has been taken already.
func Forget(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM order_hold WHERE merchant_id = $1 AND member_id = ANY($2)`, tx.MerchantID(), records)
	return err
}

// Clean removes some of the holds that ended days ago, and answers how many.
func Clean(ctx context.Context, tx *store.Tx) (int64, error) {
	before := (tx.Today() - keepDays).Start(tx.Zone())
	return tx.Exec(ctx, `DELETE FROM order_hold WHERE merchant_id = $1 AND id IN
		(SELECT h.id FROM order_hold h WHERE h.merchant_id = $1 AND h.until_at < $2 ORDER BY h.until_at LIMIT $3)`, tx.MerchantID(), before, int64(maxClean))
}

// Status says how it stands at an instant: open, used, released or over.
func (h *Hold) Status(at calendar.Instant) string {
	switch {
	case h.OrderID != 0:
		return "used"
	case h.ClosedAt <= at:
		return "released"
	case h.UntilAt <= at:
		return "over"
	}
	return "open"
}
