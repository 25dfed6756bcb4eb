package mall

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// ServeIn moves goods towards the member.
type ServeIn struct {
	ID      int64
	State   State  // Shipped or Done
	Code    string // of goods that are picked up
	StoreID int64  // where they were handed out; 0 keeps what is known
	Carrier string // of goods that are sent
	Parcel  string // its number with the carrier
	By      string
}

// Try looks at a pick-up code at the door, in a transaction of its own: a wrong one is counted though what it is shown for is refused, and after some in a row
// none is looked at for a while. [Serve] compares it again. Returns ErrRedemption, ErrCode, ErrLocked.
func Try(ctx context.Context, db *store.DB, scope store.Scope, id int64, code string) error {
	var refused *fault.Error
	err := db.Tx(ctx, scope, func(tx *store.Tx) error {
		r, err := lock(ctx, tx, id)
		if refused = nil; err != nil || r.HandOver != Pickup {
			return err
		}
		before := [2]int64{r.tries, int64(r.lockedUntil)}
		if refused = r.try(tx.Now(), code); before == [2]int64{r.tries, int64(r.lockedUntil)} {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE mall_redemption SET code_tries = $3, code_locked_until = $4 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), id, r.tries, r.lockedUntil)
		return err
	})
	if err != nil {
		return err
	}
	return asError(refused)
}

// try counts a code.
func (r *Redemption) try(now calendar.Instant, code string) *fault.Error {
	switch {
	case r.lockedUntil > now:
		return ErrLocked.At("code", fault.P{"minutes": max(int64(time.Duration(r.lockedUntil-now)*time.Microsecond/time.Minute), 1)})
	case digits(code) == r.Code:
		r.tries = 0
		return nil
	}
	if r.tries++; r.tries >= maxWrong {
		r.tries, r.lockedUntil = 0, now.Add(lockedFor)
	}
	return ErrCode.At("code", nil)
}

// Serve says that goods were sent, or that they reached the member. Goods that are picked up need the code. Saying the same
// again changes nothing. Returns ErrRedemption, ErrState, ErrCode.
func Serve(ctx context.Context, tx *store.Tx, in ServeIn) (*Redemption, error) {
	for _, text := range []struct {
		field string
		value *string
	}{{"carrier", &in.Carrier}, {"parcel", &in.Parcel}} {
		clean, refused := org.CleanText(text.field, *text.value, maxText)
		if *text.value = clean; refused != nil {
			return nil, refused
		}
	}
	r, err := lock(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	event, refused := r.serve(tx, &in)
	if refused != nil || event == "" {
		return r, asError(refused)
	}
	_, err = tx.Exec(ctx, `UPDATE mall_redemption SET state = $3, store_id = $4, carrier = $5, parcel = $6, shipped_at = $7, done_at = $8, done_by = $9
		WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), r.ID, string(r.State), r.StoreID, r.Carrier, r.Parcel, r.ShippedAt, r.DoneAt, r.DoneBy)
	tx.Emit(r.event(event, tx.Now()))
	return r, err
}

// serve changes the redemption and names the event; "" where nothing changes.
func (r *Redemption) serve(tx *store.Tx, in *ServeIn) (event string, refused *fault.Error) {
	wrong := ErrState.New(nil)
	switch {
	case r.HandOver == AtOnce || r.State == Cancelled || in.State != Shipped && in.State != Done:
		return "", wrong
	case in.State == Shipped && r.HandOver != Delivery, r.State == Done && in.State == Shipped:
		return "", wrong
	case r.HandOver == Pickup && digits(in.Code) != r.Code:
		return "", ErrCode.At("code", nil)
	case r.State == in.State && (in.State == Done || in.Carrier == r.Carrier && in.Parcel == r.Parcel):
		return "", nil
	}
	if in.StoreID != 0 {
		r.StoreID = in.StoreID
	}
	if in.State == Shipped {
		r.State, r.Carrier, r.Parcel, r.ShippedAt = Shipped, in.Carrier, in.Parcel, tx.Now()
		return EventShipped, nil
	}
	r.State, r.DoneAt, r.DoneBy = Done, tx.Now(), in.By
	return EventDone, nil
}

func asError(e *fault.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// lock reads a redemption and keeps others from moving it meanwhile: its row is a document of its own, nothing else is locked after it.
func lock(ctx context.Context, tx *store.Tx, id int64) (*Redemption, error) {
	return first(find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND id = $2 FOR UPDATE`, id))
}
