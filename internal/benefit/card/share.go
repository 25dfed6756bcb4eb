package card

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/store"
)

// ShareIn says who but its holder may use a card.
type ShareIn struct {
	EntitlementID int64   // any line of it
	With          []int64 // nobody makes it the holder's alone
	Shown         proof.Shown
}

// Share says who but its holder may use a card; letting somebody new wants the holder's proof (invariant 4). Returns benefit.ErrUnknown, ErrNotJoint,
// fault.ErrTooMany, member.ErrUnknown, and what is wrong with the proof.
func Share(ctx context.Context, tx *store.Tx, in ShareIn) error {
	e, err := benefit.Get(ctx, tx, in.EntitlementID)
	if err != nil {
		return err
	}
	if len(in.With) > benefit.MaxSharers {
		return fault.ErrTooMany.At("members", fault.P{"limit": benefit.MaxSharers})
	}
	bk, holder, err := benefit.Open(ctx, tx, e.Holder, benefit.Need{})
	if err != nil {
		return err
	}
	if !e.Terms.Shared && len(in.With) > 0 {
		return ErrNotJoint.New(nil)
	}
	card := e.Card()
	before, err := Sharers(ctx, tx, []int64{card})
	if err != nil {
		return err
	}
	with, err := sharersOf(ctx, tx, holder, in.With)
	if err != nil {
		return err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	proofs := proof.OpenLater(tx, settings, proof.Showing{Member: holder, Shown: in.Shown})
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	fresh := func(id int64) bool { return !slices.Contains(before[card], id) }
	if slices.ContainsFunc(with, fresh) {
		if refused := proofs.Insist(holder, in.Shown, proof.Spend{Uses: leftOf(bk.All(holder), card, tx.Now())}, org.Subject("entitlement", card)); refused != nil {
			return refused
		}
	}
	if err := replace(ctx, tx, card, with); err != nil {
		return err
	}
	err = org.Audit(ctx, tx, org.Change{
		Verb: "times_card.shared", Subject: org.Subject("entitlement", card), MemberID: holder,
		Before: map[string]any{"with": before[card]}, After: map[string]any{"with": with},
	})
	if err != nil {
		return err
	}
	return proofs.Save(ctx)
}

// leftOf is how many uses whoever may use a card has of all of its lines, now or once they begin.
func leftOf(held []*benefit.Entitlement, card int64, now calendar.Instant) (uses int64) {
	for _, e := range held {
		if e.Card() == card && e.ExpiresAt > now {
			uses += e.Left()
		}
	}
	return uses
}

// sharersOf are the members whom records belong to, each once and without the holder.
func sharersOf(ctx context.Context, tx *store.Tx, holder int64, records []int64) ([]int64, error) {
	holders, err := member.Holders(ctx, tx, records)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, id := range records {
		of := holders[id]
		if of == 0 {
			return nil, member.ErrUnknown.At("members", nil)
		}
		if of != holder && !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	return out, nil
}

func replace(ctx context.Context, tx *store.Tx, card int64, with []int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM benefit_sharer WHERE merchant_id = $1 AND entitlement_id = $2`, tx.MerchantID(), card); err != nil {
		return err
	}
	rows := make([][]any, len(with))
	for i, id := range with {
		rows[i] = []any{tx.MerchantID(), card, id, tx.Now()}
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "benefit_sharer", Columns: []string{"merchant_id", "entitlement_id", "member_id", "at"}}, rows)
	return err
}

// Sharers are the members who may use cards of others, by card; records that were merged are one.
func Sharers(ctx context.Context, tx *store.Tx, cards []int64) (map[int64][]int64, error) {
	out := map[int64][]int64{}
	if len(cards) == 0 {
		return out, nil
	}
	err := tx.Query(ctx, `SELECT x.entitlement_id, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END FROM benefit_sharer x
		JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id
		JOIN benefit_entitlement e ON e.merchant_id = x.merchant_id AND e.id = x.entitlement_id
		JOIN member h ON h.merchant_id = e.merchant_id AND h.id = e.member_id
		WHERE x.merchant_id = $1 AND m.merchant_id = $1 AND e.merchant_id = $1 AND h.merchant_id = $1 AND x.entitlement_id = ANY($2)
			AND CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END <> CASE WHEN h.alias_of = 0 THEN h.id ELSE h.alias_of END
		ORDER BY x.entitlement_id, x.at, x.member_id`, func(r store.Row) error {
		var e, m int64
		err := r.Scan(&e, &m)
		if !slices.Contains(out[e], m) {
			out[e] = append(out[e], m)
		}
		return err
	}, tx.MerchantID(), cards)
	return out, err
}

// Holders are who hold cards now, by any line of them; what is no card is left out.
func Holders(ctx context.Context, tx *store.Tx, lines []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := tx.Query(ctx, `SELECT e.id, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END FROM benefit_entitlement e
		JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
		WHERE e.merchant_id = $1 AND m.merchant_id = $1 AND e.id = ANY($2) AND e.kind = 'card'`, func(r store.Row) error {
		var line, holder int64
		err := r.Scan(&line, &holder)
		out[line] = holder
		return err
	}, tx.MerchantID(), lines)
	return out, err
}

// SharedWith are the cards of others that the member may use.
func SharedWith(ctx context.Context, tx *store.Tx, memberID int64) ([]int64, error) {
	records, err := member.WithAliases(ctx, tx, memberID)
	if err != nil {
		return nil, err
	}
	var out []int64
	err = tx.Query(ctx, `SELECT DISTINCT entitlement_id FROM benefit_sharer WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY entitlement_id`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, tx.MerchantID(), records)
	return out, err
}
