package coupon

import (
	"context"

	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Claim gives the coupon of a code that nobody holds to a member; where the member has it already it answers it again.
// Returns ErrCode, ErrUnknown, ErrNoMember, ErrClaimed, ErrVoid, ErrExpired, ErrLocked, ErrLimit.
func Claim(ctx context.Context, tx *store.Tx, memberID int64, code string) (*Coupon, error) {
	if code = CleanCode(code); !ValidCode(code) {
		return nil, ErrCode.At("code", nil)
	}
	people, err := lock(ctx, tx, memberID)
	if err != nil {
		return nil, err
	}
	p := people[memberID]
	if !p.member {
		return nil, ErrNoMember.At("member_id", nil)
	}
	bk, err := Open(ctx, tx, Need{Codes: []string{code}, Give: []int64{p.holder}})
	if err != nil {
		return nil, err
	}
	c := bk.ByCode(code)
	if c == nil {
		return nil, ErrUnknown.At("code", nil)
	}
	if refused := bk.Claim(c.ID, p.holder, tx.Now()); refused != nil {
		return nil, refused
	}
	return c, bk.Save(ctx)
}

// held opens the coupon of a code with the wallets of who holds it, and of others, locked.
func held(ctx context.Context, tx *store.Tx, code string, others ...int64) (*Books, *Coupon, map[int64]person, error) {
	if code = CleanCode(code); !ValidCode(code) {
		return nil, nil, nil, ErrUnknown.New(nil)
	}
	holder, err := holderOf(ctx, tx, code)
	if err != nil {
		return nil, nil, nil, err
	}
	records := others
	if holder != 0 {
		records = append([]int64{holder}, others...)
	}
	people, err := lock(ctx, tx, records...)
	if err != nil {
		return nil, nil, nil, err
	}
	bk, err := Open(ctx, tx, Need{Codes: []string{code}})
	if err != nil {
		return nil, nil, nil, err
	}
	c := bk.ByCode(code)
	if c == nil || c.MemberID != holder { // somebody was faster
		return nil, nil, nil, store.ErrAgain
	}
	return bk, c, people, nil
}

func holderOf(ctx context.Context, tx *store.Tx, code string) (int64, error) {
	var holder int64
	found, err := store.One(ctx, tx, `SELECT member_id FROM coupon WHERE merchant_id = $1 AND code = $2`,
		func(r store.Row) error { return r.Scan(&holder) }, tx.MerchantID(), code)
	if err == nil && !found {
		err = ErrUnknown.New(nil)
	}
	return holder, err
}

// VoidCode cancels a coupon by hand, with a reason. It is audited. Returns ErrUnknown, ErrUsed, ErrVoid.
func VoidCode(ctx context.Context, tx *store.Tx, code, reason string) (*Coupon, error) {
	reason, refused := org.RequireText("reason", reason, maxReason)
	if refused != nil {
		return nil, refused
	}
	bk, c, _, err := held(ctx, tx, code)
	if err != nil {
		return nil, err
	}
	if c.State(tx.Now()) == Void {
		return nil, ErrVoid.New(nil)
	}
	if refused := bk.Void(c.ID, tx.Now(), reason); refused != nil {
		return nil, refused
	}
	if err := bk.Save(ctx); err != nil {
		return nil, err
	}
	return c, org.Audit(ctx, tx, org.Change{Verb: "coupon.voided", Subject: org.Subject("coupon", c.ID), MemberID: c.MemberID, After: map[string]any{"reason": reason}})
}

// TransferIn is a coupon that changes hands.
type TransferIn struct {
	Code  string
	To    int64       // member
	Shown proof.Shown // that its holder wants it
}

// TransferCode gives a coupon from who holds it to another member. Returns ErrUnknown, ErrNoMember, ErrNotTransfer, ErrSame, ErrLimit, why the coupon
// cannot be used, and what proof.Shown refuses.
func TransferCode(ctx context.Context, tx *store.Tx, in TransferIn) (*Coupon, error) {
	bk, c, people, err := held(ctx, tx, in.Code, in.To)
	if err != nil {
		return nil, err
	}
	to, from := people[in.To], c.MemberID
	if !to.member {
		return nil, ErrNoMember.At("to_member_id", nil)
	}
	proofs, spend, err := proven(ctx, tx, c, in.Shown)
	if err != nil {
		return nil, err
	}
	bk.Load(Need{Templates: []int64{c.TemplateID}, Give: []int64{to.holder}})
	if err := bk.Complete(ctx); err != nil {
		return nil, err
	}
	if refused := bk.Transfer(c.ID, to.holder, tx.Now()); refused != nil {
		return nil, refused
	}
	if refused := proofs.Use(from, in.Shown, spend, org.Subject("coupon", c.ID)); refused != nil {
		return nil, refused
	}
	if err := bk.Save(ctx); err != nil {
		return nil, err
	}
	return c, proofs.Save(ctx)
}

// proven refuses to let a coupon go without the proof that the merchant wants.
func proven(ctx context.Context, tx *store.Tx, c *Coupon, shown proof.Shown) (*proof.Books, proof.Spend, error) {
	set, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, proof.Spend{}, err
	}
	spend := proof.Spend{Coupons: 1, CouponMinor: c.Terms.worth()}
	if spend.CouponMinor == 0 { // nobody knows what it takes off: more than what goes without a proof
		spend.CouponMinor = int64(max(set.ProofAboveCoupons+1, set.AssumedMinor))
	}
	if refused := shown.Enough(c.MemberID, set, spend); refused != nil {
		return nil, spend, refused
	}
	proofs := proof.OpenLater(tx, set, proof.Showing{Member: c.MemberID, Shown: shown})
	return proofs, spend, tx.Flush(ctx)
}

// GiverOf is who holds the coupon of a code now, for whoever has to prove that it may be given away. Returns ErrUnknown.
func GiverOf(ctx context.Context, tx *store.Tx, code string) (int64, error) {
	if code = CleanCode(code); !ValidCode(code) {
		return 0, ErrUnknown.New(nil)
	}
	return holderOf(ctx, tx, code)
}
