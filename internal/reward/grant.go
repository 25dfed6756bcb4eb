package reward

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/store"
)

// The refusals of the room.
var (
	ErrAsset = fault.Declare(fault.Invalid, "asset_unknown", "Only points and growth can be given so.", "仅可发放积分或成长值。")
	ErrZero  = fault.Declare(fault.Invalid, "amount_zero", "The amount must not be 0.", "数量不能为 0。")
	ErrLimit = fault.Declare(fault.Forbidden, "approval_required",
		"Above {limit} a second person has to approve.", "超过 {limit} 须由第二人审批。")
	ErrExpiry   = fault.Declare(fault.Invalid, "expiry_past", "The expiry must lie ahead.", "到期时间须晚于当前时间。")
	ErrNoMember = fault.Declare(fault.Refused, "not_member", "This person is not a member and can hold nothing.", "此人不是会员，不能持有权益。")
	ErrGrant    = fault.Declare(fault.NotFound, "grant_not_found", "There is no such grant.", "找不到该发放记录。")
	ErrRevoked  = fault.Declare(fault.Refused, "grant_revoked", "This has been taken back already.", "该发放已被收回。")
	ErrNegative = fault.Declare(fault.Invalid, "reward_negative", "A reward must be above 0.", "奖励数量须大于 0。")
)

const (
	maxReason    = 500 // characters
	maxAdjusting = int64(money.Limit)
)

// The kinds of events of the room.
const (
	EventGranted  = "reward.granted"
	EventRevoked  = "reward.revoked"
	EventAdjusted = "reward.adjusted"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "asset", Type: "string", En: "points or growth"},
		{Name: "amount", Type: "integer", En: "what was given; below 0 where it was taken"},
		{Name: "reason", Type: "string", En: "why, in the words of who gave it"},
	}
	return []event.Kind{
		{Kind: EventGranted, En: "A reward was given", Zh: "已发放奖励", Fields: fields},
		{Kind: EventRevoked, En: "A reward was taken back", Zh: "奖励已收回", Fields: fields},
		{Kind: EventAdjusted, En: "Somebody adjusted what a member holds", Zh: "已人工调整会员资产", Fields: fields},
	}
}

// Grant is something given other than by an order.
type Grant struct {
	ID        int64
	MemberID  int64
	Kind      string // adjustment or reward
	Asset     ledger.Asset
	Amount    int64 // below 0: taken by hand
	TakenBack int64
	Reason    string
	Rule      string
	Root      string
	MadeBy    string
	At        calendar.Instant
	State     string // given or revoked
}

// GrantIn is what is to be given.
type GrantIn struct {
	MemberID  int64
	Asset     ledger.Asset
	Amount    int64
	Reason    string
	Rule      string
	Root      string           // the fact it goes back to; "" makes the grant its own root
	ExpiresAt calendar.Instant // of points; 0: as the programme says
	MadeBy    string
	Limit     int64 // of an adjustment: the most that may be done without a second person
	Approved  bool  // a second person has approved
}

// Adjust changes points or growth by hand, up or down. Returns ErrAsset, ErrZero, ErrLimit (with nothing done), ErrExpiry, ErrNoMember,
// and the ledger's refusal where there is not enough to take.
func Adjust(ctx context.Context, tx *store.Tx, in GrantIn) (*Grant, error) {
	if size := max(in.Amount, -in.Amount); size > in.Limit && !in.Approved {
		if err := check(&in, tx.Now()); err != nil {
			return nil, err
		}
		return nil, ErrLimit.At("amount", fault.P{"limit": in.Limit})
	}
	return give(ctx, tx, in, "adjustment")
}

// Give grants a reward. Returns as Adjust does.
func Give(ctx context.Context, tx *store.Tx, in GrantIn) (*Grant, error) {
	if in.Amount < 0 {
		return nil, ErrNegative.At("amount", nil)
	}
	return give(ctx, tx, in, "reward")
}

func check(in *GrantIn, now calendar.Instant) error {
	var wrong []*fault.Error
	if in.Asset != ledger.Points && in.Asset != ledger.Growth {
		wrong = append(wrong, ErrAsset.At("asset", nil))
	}
	switch {
	case in.Amount == 0:
		wrong = append(wrong, ErrZero.At("amount", nil))
	case in.Amount > maxAdjusting || in.Amount < -maxAdjusting:
		wrong = append(wrong, fault.ErrRange.At("amount", fault.P{"min": -maxAdjusting, "max": maxAdjusting}))
	}
	switch n := utf8.RuneCountInString(in.Reason); {
	case n == 0:
		wrong = append(wrong, fault.ErrRequired.At("reason", nil))
	case n > maxReason:
		wrong = append(wrong, fault.ErrTooLong.At("reason", fault.P{"limit": maxReason}))
	}
	if in.ExpiresAt != 0 && in.ExpiresAt <= now {
		wrong = append(wrong, ErrExpiry.At("expires_at", nil))
	}
	return fault.Join(wrong...)
}

func give(ctx context.Context, tx *store.Tx, in GrantIn, kind string) (*Grant, error) {
	if err := check(&in, tx.Now()); err != nil {
		return nil, err
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	bk, err := Open(ctx, tx, Need{Members: []int64{holder}, Draw: []int64{holder}, TakeBack: true, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, err
	}
	if !bk.IsMember(holder) {
		return nil, ErrNoMember.At("member_id", nil)
	}
	bk.CatchUp(holder, tx.Now())
	g := &Grant{
		ID: tx.NewID(), MemberID: holder, Kind: kind, Asset: in.Asset, Amount: in.Amount, Reason: in.Reason, Rule: in.Rule, Root: in.Root,
		MadeBy: in.MadeBy, At: tx.Now(), State: "given",
	}
	if g.Root == "" {
		g.Root = fmt.Sprintf("grant:%d", g.ID)
	}
	if err := bk.post(g, in.ExpiresAt); err != nil {
		return nil, err
	}
	bk.Assess(holder, tx.Now(), g.Root)
	if err := saveGrant(ctx, tx, g); err != nil {
		return nil, err
	}
	name := EventGranted
	if kind == "adjustment" {
		name = EventAdjusted
	}
	tx.Emit(g.event(name, g.Amount))
	return g, bk.Save(ctx)
}

// post books the grant in the ledger and on the member's day.
func (bk *Books) post(g *Grant, expires calendar.Instant) error {
	ed := bk.Editions.At(g.At)
	in := ledger.In{
		Asset: g.Asset, Amount: g.Amount, Cause: g.cause(), Rule: g.Rule, Root: g.Root, Version: ed.Number, At: g.At, ExpiresAt: expires, Passive: true,
	}
	if g.Asset == ledger.Points && expires == 0 {
		if ed.Program.Inactive() {
			in.IdleMonths = ed.Program.Document().Points.Expiry.Months
		} else {
			in.ExpiresAt = ed.Program.ExpiresAt(g.At)
		}
	}
	day := member.DayDelta{On: g.At.Day(bk.zone)}
	if g.Asset == ledger.Points {
		day.Points = g.Amount
	} else {
		day.Growth = g.Amount
	}
	var refused *fault.Error
	if g.Kind == "adjustment" {
		refused = bk.Ledger.Adjust(g.MemberID, in)
	} else {
		_, refused = bk.Ledger.Earn(g.MemberID, in)
	}
	if refused != nil {
		return refused
	}
	bk.Member.Book(g.MemberID, day)
	return nil
}

func (g *Grant) cause() ledger.Cause { return ledger.Cause{Kind: "grant", ID: g.ID} }

func (g *Grant) event(kind string, amount int64) event.Event {
	return event.Event{Kind: kind, MemberID: g.MemberID, Subject: g.ID, At: g.At, Root: g.Root, Data: map[string]any{
		"asset": string(g.Asset), "amount": amount, "reason": g.Reason,
	}}
}

// Revoke takes back what a grant gave and what of it is not taken back yet; what is spent becomes debt.
// Returns ErrGrant and ErrRevoked.
func Revoke(ctx context.Context, tx *store.Tx, id int64) (*Grant, error) {
	g, err := GetGrant(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	holder, err := member.Holder(ctx, tx, g.MemberID)
	if err != nil {
		return nil, err
	}
	bk, err := Open(ctx, tx, Need{Members: []int64{holder}, Draw: []int64{holder}, Causes: []int64{id}, TakeBack: true, From: g.At, Until: tx.Now()})
	if err != nil {
		return nil, err
	}
	if g, err = GetGrant(ctx, tx, id); err != nil { // as it stands under the lock
		return nil, err
	}
	if now, err := member.Holder(ctx, tx, g.MemberID); err != nil || now != holder { // a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	if g.State == "revoked" || g.Amount < 0 {
		return nil, ErrRevoked.New(nil)
	}
	bk.CatchUp(holder, tx.Now())
	if err := bk.revoke(ctx, g, holder, tx.Now()); err != nil {
		return nil, err
	}
	if err := bk.Reassess(ctx, holder, ReassessIn{Since: g.At, At: tx.Now(), Why: g.Root}); err != nil {
		return nil, err
	}
	return g, bk.Save(ctx)
}

func (bk *Books) revoke(ctx context.Context, g *Grant, holder int64, at calendar.Instant) error {
	if _, refused := bk.Ledger.ClawBack(holder, ledger.In{Asset: g.Asset, Amount: g.Amount, Cause: g.cause(), Rule: g.Rule, Root: g.Root, At: at}); refused != nil {
		return refused
	}
	day := member.DayDelta{On: g.At.Day(bk.zone)}
	if g.Asset == ledger.Points {
		day.Points = -g.Amount
	} else {
		day.Growth = -g.Amount
	}
	bk.Member.Book(holder, day)
	g.State, g.TakenBack = "revoked", g.Amount
	bk.tx.Emit(g.event(EventRevoked, g.Amount))
	if !bk.tx.Writes() {
		return nil
	}
	_, err := bk.tx.Exec(ctx, `UPDATE reward_grant SET state = 'revoked', taken_back = amount WHERE merchant_id = $1 AND id = $2`, bk.tx.MerchantID(), g.ID)
	return err
}

// Clawed is what revoking took back.
type Clawed struct{ Points, Growth int64 }

// RevokeRoot takes back every grant of the member, or of a record merged into it, that goes back to the fact, on books that hold
// the member. What others were given for it is not the member's to owe.
func (bk *Books) RevokeRoot(ctx context.Context, holder int64, root string, at calendar.Instant) (Clawed, error) {
	var out Clawed
	grants, err := findGrants(ctx, bk.tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND root = $2 AND state = 'given' AND amount > 0 ORDER BY id`, root)
	if err != nil || len(grants) == 0 {
		return out, err
	}
	records, err := member.Records(ctx, bk.tx, []int64{holder})
	if err != nil {
		return out, err
	}
	grants = slices.DeleteFunc(grants, func(g *Grant) bool { return records[g.MemberID] != holder })
	if len(grants) == 0 {
		return out, nil
	}
	causes := make([]int64, len(grants))
	for i, g := range grants {
		causes[i] = g.ID
	}
	if err := bk.Ledger.Load(ctx, bk.tx, ledger.Need{Draw: []int64{holder}, Assets: ledger.Assets(), Causes: causes, Until: at}); err != nil {
		return out, err
	}
	for _, g := range grants {
		if err := bk.revoke(ctx, g, holder, at); err != nil {
			return out, err
		}
		if g.Asset == ledger.Growth {
			out.Growth += g.Amount
		} else {
			out.Points += g.Amount
		}
	}
	return out, nil
}

const grantColumns = `id, member_id, kind, asset, amount, taken_back, reason, rule, root, made_by, at, state`

func findGrants(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Grant, error) {
	var out []*Grant
	err := tx.Query(ctx, sql, func(r store.Row) error {
		g := &Grant{}
		var asset string
		err := r.Scan(&g.ID, &g.MemberID, &g.Kind, &asset, &g.Amount, &g.TakenBack, &g.Reason, &g.Rule, &g.Root, &g.MadeBy, &g.At, &g.State)
		g.Asset = ledger.Asset(asset)
		out = append(out, g)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// GetGrant reads a grant. Returns ErrGrant.
func GetGrant(ctx context.Context, tx *store.Tx, id int64) (*Grant, error) {
	found, err := findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrGrant.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// ListGrants lists what was given to a member other than by orders, newest first, after the id of the last one seen (0: from the newest).
func ListGrants(ctx context.Context, tx *store.Tx, memberID, after int64, limit int) ([]*Grant, error) {
	if after == 0 {
		after = 1<<63 - 1
	}
	return findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND member_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4`, memberID, after, limit)
}

func saveGrant(ctx context.Context, tx *store.Tx, g *Grant) error {
	_, err := tx.Exec(ctx, `INSERT INTO reward_grant (merchant_id, id, member_id, kind, asset, amount, taken_back, reason, rule, root, made_by, at, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.MerchantID(), g.ID, g.MemberID, g.Kind, string(g.Asset), g.Amount, int64(0), g.Reason, g.Rule, g.Root, g.MadeBy, g.At, g.State)
	return err
}
