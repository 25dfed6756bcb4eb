package issue

import (
	"context"

	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// In asks for a coupon of a template for each of some members.
type In struct {
	coupon.BatchIn // Kind and Count are filled in
	Members        []int64
	Budgets        []int64
	Reason         string
	Allowed        mass.Allowance
}

// Codes makes codes to hand out, all or none. Returns as coupon.MakeCodes does, and the refusals of mass.Allowance.
func Codes(ctx context.Context, tx *store.Tx, in coupon.BatchIn, allowed mass.Allowance) (*coupon.Batch, error) {
	gift, err := allowed.Weigh(ctx, tx, mass.Gift{Members: int64(in.Count)}, []reward.Item{{Kind: item.Coupon, TemplateID: in.TemplateID}})
	if err == nil {
		err = allowed.Promise(ctx, tx, gift)
	}
	if err != nil {
		return nil, err
	}
	return coupon.MakeCodes(ctx, tx, in)
}

// Give gives a coupon to each. Returns coupon.ErrTemplate, ErrClosed, fault.ErrTooMany, what budgets refuse for all, and the refusals of
// mass.Allowance.
func Give(ctx context.Context, tx *store.Tx, in In) (*coupon.Batch, error) {
	in.Kind, in.Count = coupon.BatchMembers, len(in.Members)
	b, err := coupon.StartBatch(tx, in.BatchIn)
	if err != nil {
		return nil, err
	}
	t, err := coupon.Get(ctx, tx, in.TemplateID)
	if err != nil {
		return nil, err
	}
	if t.Status != coupon.Active {
		return nil, coupon.ErrClosed.New(nil)
	}
	items := []reward.Item{{Kind: item.Coupon, TemplateID: in.TemplateID, Quantity: 1}}
	gift, err := in.Allowed.Weigh(ctx, tx, mass.Gift{Members: int64(len(in.Members))}, items)
	if err != nil {
		return nil, err
	}
	wanted := make([]reward.GrantIn, len(in.Members))
	for i, id := range in.Members {
		wanted[i] = reward.GrantIn{
			MemberID: id, Items: items, Reason: reasonOr(in.Reason, t), Root: b.Root(),
			Budgets: in.Budgets, MadeBy: in.MadeBy, Alone: in.Allowed.Counts(),
		}
	}
	results, err := reward.GrantMany(ctx, tx, wanted)
	if err != nil {
		return nil, err
	}
	voice, err := edition.Voice(ctx, tx)
	if err != nil {
		return nil, err
	}
	var given []int64
	for i, r := range results {
		if r.Err != nil {
			b.Refuse(in.Members[i], plain(r.Err).Say(voice))
			continue
		}
		given = append(given, r.Granted.MemberID)
		for _, p := range r.Granted.Parts {
			b.Give(p.Made...)
		}
	}
	if err := in.Allowed.Draw(ctx, tx, gift, given...); err != nil {
		return nil, err
	}
	return b, b.Save(ctx, tx)
}

// reasonOr is the reason that was given, or the name of the coupon.
func reasonOr(reason string, t *coupon.Template) string {
	if reason != "" {
		return reason
	}
	return t.Terms.Name
}

// plain is a refusal of one member without the field of the whole request.
func plain(e *fault.Error) *fault.Error { return e.Code.New(e.Params) }
