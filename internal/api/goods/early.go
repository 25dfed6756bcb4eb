package goods

import (
	"context"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// EarlyUser is a benefit of early access: what opens at a time opens so many hours before for who has it.
type EarlyUser struct {
	PriceUser
	Hours int64 `json:"hours"`
}

// Opening is when what opens at a time does so.
type Opening struct {
	Early   []EarlyUser `json:"early,omitempty" doc:"Of what is coming: who has it before others, by which benefit"`
	OpensAt wire.Time   `json:"opens_at,omitempty" doc:"When it opens for the member who was named"`
}

// Openings tell when things open.
type Openings struct {
	users []EarlyUser
	named bool
	early *entitle.Early // of the member who is named
	now   calendar.Instant
}

// OpeningsFor loads what tells when things open for everybody, and for the member who is named, if one is. To name one wants members:read.
func OpeningsFor(ctx context.Context, tx *store.Tx, c *shell.Call, memberID string) (*Openings, error) {
	o := &Openings{now: tx.Now()}
	err := eachBenefit(ctx, tx, c.Language(), func(u PriceUser, b *deal.Benefit) {
		if b.EarlyHours > 0 {
			o.users = append(o.users, EarlyUser{u, b.EarlyHours})
		}
	})
	if err != nil || memberID == "" {
		return o, err
	}
	if err := c.Who().Require(org.MembersRead); err != nil {
		return nil, err
	}
	id, err := shell.ID("mem", "member_id", memberID)
	if err != nil {
		return nil, err
	}
	if id, err = member.Holder(ctx, tx, id); err != nil {
		return nil, err
	}
	bk, plans, err := entitle.Promised(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	o.named, o.early = true, entitle.EarlyOf(bk, plans, id, tx.Now())
	return o, nil
}

// Hours is how much earlier things open for the member who is named.
func (o *Openings) Hours() int64 {
	if o.early == nil {
		return 0
	}
	return o.early.EarlyHours
}

// Of tells of one thing that opens for everybody at the instant.
func (o *Openings) Of(from calendar.Instant) (out Opening) {
	if from <= o.now {
		return out
	}
	out.Early = o.users
	if o.named {
		out.OpensAt = wire.At(o.early.Opens(from))
	}
	return out
}
