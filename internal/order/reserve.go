package order

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/order/hand"
	"regulars/internal/store"
)

// ReserveIn is a quote whose spending is held for a checkout under way.
type ReserveIn struct {
	QuoteIn
	Seconds int64
	MadeBy  string
}

// Reserve quotes an order and holds the points, the balance, the coupons and the uses that it would take; an order that names the hold lets it go.
// The hold is nil where nothing would be taken. Returns what Quote refuses, and hand.ErrHolds.
func Reserve(ctx context.Context, tx *store.Tx, in ReserveIn) (*hand.Hold, Outcome, error) {
	quoted, err := Quote(ctx, tx, in.QuoteIn) // its books go as far as the tier afterwards, and are not saved
	tx.Forget()
	if err != nil || hand.SpendOf(&quoted.Outcome) == (proof.Spend{}) {
		return nil, quoted, err
	}
	d := newDesk(tx, 1)
	d.quotes[0] = &in.QuoteIn
	if e := in.Check(); e != nil {
		return nil, quoted, e
	}
	if err := d.open(ctx, nil); err != nil {
		return nil, quoted, err
	}
	if limit := int64(d.settings.QuoteHoldSeconds); in.Seconds > limit {
		return nil, quoted, fault.ErrRange.At("hold_seconds", fault.P{"min": 0, "max": limit})
	}
	c, refused := d.decide(ctx, 0)
	if refused != nil {
		return nil, quoted, cmp.Or(d.broken, error(refused))
	}
	same, err := alike(&c.outcome, &quoted)
	if err != nil || !same { // something changed before the locks were ours
		return nil, quoted, cmp.Or(err, store.ErrAgain)
	}
	h := &hand.Hold{
		ID: tx.NewID(), MemberID: c.member, MadeAt: tx.Now(), UntilAt: tx.Now().Add(time.Duration(in.Seconds) * time.Second), ClosedAt: calendar.Never,
		MadeBy: in.MadeBy, Edition: c.edition.Number, Lines: in.Lines, Outcome: quoted.Outcome,
	}
	if h.Quote, err = json.Marshal(&quoted); err != nil {
		return nil, quoted, err
	}
	if err := d.hand.Reserve(ctx, c.hand, h); err != nil {
		return nil, quoted, err
	}
	if err := d.books.Save(ctx); err != nil {
		return nil, quoted, err
	}
	return h, quoted, d.hand.Save(ctx)
}

// alike reports whether two outcomes decide the same; what follows from them is told of one alone.
func alike(a, b *Outcome) (bool, error) {
	is, err := json.Marshal(&a.Outcome)
	if err != nil {
		return false, err
	}
	was, err := json.Marshal(&b.Outcome)
	return bytes.Equal(is, was), err
}
