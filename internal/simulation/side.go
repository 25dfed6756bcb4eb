package simulation

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/mall/recharge"
	"regulars/internal/program"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

// beside reads the facts that are no orders: what was given by hand and by other rooms, tiers by hand, recharges and referrals. They are few
// enough to be held.
func (p *player) beside(ctx context.Context, tx *store.Tx) error {
	for _, part := range []func(context.Context, *store.Tx) error{p.gifts, p.assigned, p.recharges, p.referrals} {
		if err := part(ctx, tx); err != nil {
			return err
		}
	}
	slices.SortFunc(p.side, inOrder)
	return nil
}

func (p *player) add(f fact) error {
	if p.side = append(p.side, f); len(p.side) > maxGifts {
		return fault.ErrTooMany.New(fault.P{"limit": maxGifts})
	}
	return nil
}

// gifts reads what no order gave or took.
func (p *player) gifts(ctx context.Context, tx *store.Tx) error {
	undone := map[int64]bool{}
	err := tx.Query(ctx, `SELECT DISTINCT cause_id FROM ledger_entry WHERE merchant_id = $1 AND kind IN ('claw_back', 'give_back') AND cause_kind <> 'order'
		AND cause_kind <> 'return' AND effective_at < $2`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		undone[id] = true
		return err
	}, tx.MerchantID(), p.ask.Until)
	if err != nil {
		return err
	}
	type grant struct {
		at  calendar.Instant
		act string // what it was given for, of an event
	}
	grants := map[int64]grant{} // for events, whose instants are their own, or taken back since
	err = tx.Query(ctx, `SELECT g.id, g.at, COALESCE(a.root, '') FROM reward_grant g LEFT JOIN behaviour_act a ON a.merchant_id = $1 AND a.root = g.root
		WHERE g.merchant_id = $1 AND g.at < $2 AND (a.root IS NOT NULL OR g.state = 'revoked')`, func(r store.Row) error {
		var id int64
		var g grant
		err := r.Scan(&id, &g.at, &g.act)
		grants[id] = g
		return err
	}, tx.MerchantID(), p.ask.Until)
	if err != nil {
		return err
	}
	return tx.Query(ctx, `SELECT id, member_id, asset, kind, amount, cause_id, effective_at, available_at, expires_at, idle_months FROM ledger_entry
		WHERE merchant_id = $1 AND asset = ANY($2) AND kind IN ('earn', 'adjust', 'claw_back', 'spend', 'give_back') AND account <> 'moved'
			AND cause_kind <> 'order' AND cause_kind <> 'return' AND effective_at < $3`, func(r store.Row) error {
		var id, memberID, cause int64
		var asset, kind string
		g := &replay.Gift{}
		err := r.Scan(&id, &memberID, &asset, &kind, &g.Amount, &cause, &g.At, &g.AvailableAt, &g.ExpiresAt, &g.IdleMonths)
		person, known := p.place[memberID]
		if err != nil || !known {
			return err
		}
		of := grants[cause]
		g.Person, g.Asset, g.Kind, g.Capped, g.On = person, program.Asset(asset), giftKinds[kind], of.act != "", cmp.Or(of.at, g.At)
		if undone[cause] {
			g.Origin = cause
		}
		if g.ExpiresAt <= g.At && g.Amount > 0 && g.Kind != replay.Given { // what comes back says nothing of its end
			g.ExpiresAt = calendar.Never
		}
		return p.add(fact{at: g.At, id: id, gift: g})
	}, tx.MerchantID(), []string{string(program.AssetPoints), string(program.AssetGrowth)}, p.ask.Until)
}

// giftKinds are the kinds of entries.
var giftKinds = map[string]replay.GiftKind{
	"earn": replay.Given, "adjust": replay.Given, "spend": replay.Spent, "claw_back": replay.Revoked, "give_back": replay.Returned,
}

// assigned reads tiers that were given by hand, and those that were taken away before their end.
func (p *player) assigned(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, `SELECT id, member_id, at, move, before, after FROM tier_change
		WHERE merchant_id = $1 AND (move = 'given' OR move = 'given_ended') AND at < $2`, func(r store.Row) error {
		var id, memberID int64
		var move, before, after string
		by := &replay.Assigned{}
		err := r.Scan(&id, &memberID, &by.At, &move, &before, &after)
		person, known := p.place[memberID]
		if err != nil || !known {
			return err
		}
		by.Person = person
		text := after
		if move == string(program.TierGivenEnded) {
			text = before
		}
		var state program.TierState
		if err := json.Unmarshal([]byte(text), &state); err != nil {
			return err
		}
		if move == string(program.TierGiven) {
			by.Code, by.Until = state.Manual, state.ManualUntil
		} else if by.At >= state.ManualUntil {
			return nil // it ended by itself
		}
		return p.add(fact{at: by.At, id: id, by: by})
	}, tx.MerchantID(), p.ask.Until)
}

// recharges reads what was recharged and what of it was paid back, each at its own instant.
func (p *player) recharges(ctx context.Context, tx *store.Tx) error {
	made := map[int64]calendar.Instant{}
	turn := func(id, memberID int64, t replay.Turn) error {
		person, known := p.place[memberID]
		if !known || t.At >= p.ask.Until {
			return nil
		}
		t.Person = person
		return p.add(fact{at: t.At, id: id, turn: &t})
	}
	err := tx.Query(ctx, `SELECT id, member_id, amount_minor, made_at FROM mall_recharge WHERE merchant_id = $1`, func(r store.Row) error {
		var id, memberID int64
		var t replay.Turn
		err := r.Scan(&id, &memberID, &t.Recharge, &t.At)
		t.On, made[id] = t.At, t.At
		return cmp.Or(err, turn(id, memberID, t))
	}, tx.MerchantID())
	if err != nil || len(made) == 0 {
		return err
	}
	return tx.Query(ctx, `SELECT id, member_id, parts, made_at FROM mall_withdrawal WHERE merchant_id = $1`, func(r store.Row) error {
		var id, memberID int64
		var text string
		var at calendar.Instant
		var parts []recharge.Part
		err := r.Scan(&id, &memberID, &text, &at)
		if err == nil {
			err = json.Unmarshal([]byte(text), &parts)
		}
		for _, part := range parts {
			err = cmp.Or(err, turn(id, memberID, replay.Turn{At: at, On: made[part.RechargeID], Recharge: -part.AmountMinor}))
		}
		return err
	}, tx.MerchantID())
}

// referrals reads how many somebody brought, day by day.
func (p *player) referrals(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, `SELECT member_id, day_on, referrals FROM member_day WHERE merchant_id = $1 AND referrals <> 0`, func(r store.Row) error {
		var memberID int64
		var on calendar.Day
		t := &replay.Turn{}
		err := r.Scan(&memberID, &on, &t.Referrals)
		person, known := p.place[memberID]
		if err != nil || !known {
			return err
		}
		if t.Person, t.At = person, on.Start(tx.Zone()); t.At >= p.ask.Until {
			return nil
		}
		t.On = t.At
		return p.add(fact{at: t.At, turn: t})
	}, tx.MerchantID())
}

// codes reads the codes and regions of the stores.
func (p *player) codes(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, `SELECT id, code, region FROM org_store WHERE merchant_id = $1`, func(r store.Row) error {
		var id int64
		var code, region string
		err := r.Scan(&id, &code, &region)
		p.stores[id], p.regions[id] = code, region
		return err
	}, tx.MerchantID())
}
