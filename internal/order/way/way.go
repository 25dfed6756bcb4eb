package way

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Parcel is one parcel of an order, and where it is.
type Parcel struct {
	Carrier string
	Number  string
	Node    string
}

// Step is one entry of an order's way.
type Step struct {
	At         calendar.Instant
	Fulfilment string // shipped, delivered, signed or completed
	Parcel
}

// Steps lists an order's way, oldest first.
func Steps(ctx context.Context, tx *store.Tx, orderID int64) ([]Step, error) {
	var out []Step
	err := tx.Query(ctx, `SELECT at, fulfilment, carrier, number, node FROM order_parcel WHERE merchant_id = $1 AND order_id = $2 ORDER BY id`, func(r store.Row) error {
		var s Step
		err := r.Scan(&s.At, &s.Fulfilment, &s.Carrier, &s.Number, &s.Node)
		out = append(out, s)
		return err
	}, tx.MerchantID(), orderID)
	return out, err
}

// Note adds a step.
func Note(ctx context.Context, tx *store.Tx, orderID int64, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO order_parcel (merchant_id, order_id, id, at, fulfilment, carrier, number, node) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.MerchantID(), orderID, tx.NewID(), s.At, s.Fulfilment, s.Parcel.Carrier, s.Parcel.Number, s.Parcel.Node)
	return err
}

// Handed reports whether goods bought by the sales channel are handed over as they are paid.
func Handed(channel string) bool { return channel == "pos" }

// AvailableAt is when points become available that an order placed then earns, by the steps that it has taken. One that was handed over has come
// to its end with that.
func AvailableAt(p *program.Program, placed calendar.Instant, handed bool, steps []Step) calendar.Instant {
	at := p.AvailableAt(placed)
	switch {
	case at != calendar.Never:
	case handed:
		at, _ = p.AvailableAfter("completed", placed)
	default:
		if reached := Reached(steps, p); reached != 0 {
			at = reached
		}
	}
	return at
}

// Reached is when the steps taken make points available that wait for fulfilment, by the first that does; 0 where they do not yet.
func Reached(steps []Step, p *program.Program) (at calendar.Instant) {
	for _, s := range steps {
		if available, waits := p.AvailableAfter(s.Fulfilment, s.At); waits && (at == 0 || available < at) {
			at = available
		}
	}
	return at
}
