package job

import (
	"context"
	"errors"

	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// errHeld says that another relay serves the merchant.
var errHeld = errors.New("job: another relay serves this merchant")

// round is one turn for one merchant.
type round struct {
	*Relay
	scope     store.Scope
	fence     int64
	events    []event.Event
	parked    []Parked
	delivered map[delivery]bool
	caused    bool // consumers emitted events
}

type delivery struct {
	event    int64
	consumer string
}

// round takes the lease, retries what is parked and due, and hands out up to MaxEvents events. It answers how many
// it has dealt with, and whether more are known to wait.
func (r *Relay) round(ctx context.Context, merchantID int64) (handled int, more bool, err error) {
	scope, err := r.Scope(ctx, merchantID)
	if err != nil {
		return 0, false, err
	}
	scope.Actor = store.System
	t := &round{Relay: r, scope: scope}
	defer func() {
		if errors.Is(err, ErrLeaseLost) {
			r.keep(merchantID, lease{})
		}
	}()
	if err := t.begin(ctx); err != nil {
		return 0, false, err
	}
	for _, p := range t.parked {
		if err := t.retry(ctx, p); err != nil {
			return 0, false, err
		}
	}
	for _, group := range alike(t.events) {
		if err := t.hand(ctx, group); err != nil {
			return 0, false, err
		}
	}
	return len(t.events) + len(t.parked), len(t.events) == MaxEvents || t.caused, nil
}

// begin reads what there is to do, and takes the lease first where it is not this relay's for a good while yet: each commit of a round
// is refused without it, and renews it.
func (t *round) begin(ctx context.Context) error {
	if kept := t.leaseOf(t.scope.Merchant.ID); t.DB.Now().Add(relayLease/2) < kept.until {
		t.fence = kept.fence
		return t.DB.View(ctx, t.scope, func(tx *store.Tx) error { return t.read(ctx, tx) })
	}
	return t.DB.Tx(ctx, t.scope, func(tx *store.Tx) error {
		until := tx.Now().Add(relayLease)
		held, err := store.One(ctx, tx, `INSERT INTO job_lease (merchant_id, name, holder, fence, until_at) VALUES ($1, 'relay', $2, 1, $3)
			ON CONFLICT (merchant_id, name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at,
				fence = job_lease.fence + CASE WHEN job_lease.holder = excluded.holder THEN 0 ELSE 1 END
			WHERE job_lease.holder = excluded.holder OR job_lease.until_at < $4 RETURNING fence`,
			func(r store.Row) error { return r.Scan(&t.fence) },
			tx.MerchantID(), t.Holder, until, tx.Now())
		if err != nil {
			return err
		}
		if !held {
			return errHeld
		}
		t.keep(tx.MerchantID(), lease{t.fence, until})
		return t.read(ctx, tx)
	})
}

// read reads what there is to do.
func (t *round) read(ctx context.Context, tx *store.Tx) (err error) {
	if t.events, err = store.Outbox(ctx, tx, MaxEvents); err != nil {
		return err
	}
	if t.parked, err = dueParked(ctx, tx); err != nil {
		return err
	}
	t.delivered, err = deliveries(ctx, tx, ids(t.events))
	return err
}

// hand gives a group of events to each consumer that wants any of them, and takes them out of the outbox. Where one of them fails, each
// takes them in a commit of its own, which its deliveries stand in.
func (t *round) hand(ctx context.Context, group []event.Event) error {
	err := t.together(ctx, group)
	if err == nil || passing(ctx, err) {
		return err
	}
	t.log().Warn("a consumer failed; each takes the events alone", "merchant", t.scope.Merchant.Slug, "error", err)
	for _, c := range t.Consumers {
		fresh := t.fresh(c, group)
		if len(fresh) == 0 {
			continue
		}
		err := t.give(ctx, c, fresh)
		if err == nil {
			continue
		}
		if passing(ctx, err) {
			return err
		}
		t.log().Warn("a consumer failed; its events are tried one by one", "consumer", c.Name, "merchant", t.scope.Merchant.Slug, "error", err)
		if err := t.giveSingly(ctx, c, fresh); err != nil {
			return err
		}
	}
	return t.tx(ctx, event.Event{}, func(tx *store.Tx) error { return forget(ctx, tx, ids(group)) })
}

// together has all consumers take the events in the one commit that removes them.
func (t *round) together(ctx context.Context, group []event.Event) error {
	return t.tx(ctx, group[0], func(tx *store.Tx) error {
		for _, c := range t.Consumers {
			if fresh := t.fresh(c, group); len(fresh) > 0 {
				if err := c.take(ctx, tx, fresh); err != nil {
					return err
				}
			}
		}
		if len(t.delivered) == 0 {
			return store.OutboxDone(ctx, tx, ids(group))
		}
		return forget(ctx, tx, ids(group))
	})
}

// fresh are the events that the consumer wants and has not had.
func (t *round) fresh(c Consumer, group []event.Event) []event.Event {
	var out []event.Event
	for _, e := range c.wanted(group) {
		if !t.delivered[delivery{e.ID, c.Name}] {
			out = append(out, e)
		}
	}
	return out
}

// give has the consumer take the events, in one commit with their deliveries.
func (t *round) give(ctx context.Context, c Consumer, events []event.Event) error {
	return t.tx(ctx, events[0], func(tx *store.Tx) error {
		fresh, err := deliver(ctx, tx, c.Name, events)
		if err != nil || len(fresh) == 0 {
			return err
		}
		return c.take(ctx, tx, fresh)
	})
}

// giveSingly has the consumer take the events one by one, and parks those that it cannot take.
func (t *round) giveSingly(ctx context.Context, c Consumer, events []event.Event) error {
	for _, e := range events {
		err := t.give(ctx, c, []event.Event{e})
		if err == nil {
			continue
		}
		if passing(ctx, err) {
			return err
		}
		why := err
		err = t.tx(ctx, e, func(tx *store.Tx) error {
			fresh, err := deliver(ctx, tx, c.Name, []event.Event{e})
			if err != nil || len(fresh) == 0 {
				return err
			}
			return park(ctx, tx, c.Name, e, why)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tx runs fn while this relay holds the lease, in the scope of what the event causes.
func (t *round) tx(ctx context.Context, cause event.Event, fn func(tx *store.Tx) error) error {
	scope := t.scope
	scope.Depth, scope.Historic = cause.Depth+1, cause.Historic
	return t.DB.Tx(ctx, scope, func(tx *store.Tx) error {
		until := tx.Now().Add(relayLease)
		n, err := tx.Exec(ctx, `UPDATE job_lease SET until_at = $4 WHERE merchant_id = $1 AND name = 'relay' AND holder = $2 AND fence = $3`,
			tx.MerchantID(), t.Holder, t.fence, until)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrLeaseLost
		}
		t.keep(tx.MerchantID(), lease{t.fence, until})
		err = fn(tx)
		t.caused = t.caused || len(tx.Emitted()) > 0
		return err
	})
}

// passing reports whether the error says nothing about the events: the round ends and the next one tries again.
func passing(ctx context.Context, err error) bool {
	f := fault.As(err)
	return ctx.Err() != nil || errors.Is(err, ErrLeaseLost) || (f != nil && f.Code.Kind == fault.Unavailable)
}
