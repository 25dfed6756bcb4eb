package segment_test

import (
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// household gives some members children, and some a span of a plan: over, running, ended before its time, or to come.
func (w *world) household(tx *store.Tx, n int, id int64) error {
	today := tx.Today()
	for k := range n % 3 {
		born := pick(n+k, today-calendar.Day(30*n), today+100, today-365*3, today)
		_, err := tx.Exec(w.ctx, `INSERT INTO member_child (merchant_id, id, member_id, name, birthday, gender, consent_at, consent_source, created_at)
VALUES ($1, $2, $3, $4, $5, '', 1, '', 1)`, tx.MerchantID(), tx.NewID(), id, []byte{}, born)
		if err != nil {
			return err
		}
	}
	s := w.span(n)
	_, err := tx.Exec(w.ctx, `INSERT INTO plan_membership (merchant_id, id, member_id, record_id, plan_id, version, edition, act, made_at, starts_at, ends_at, remind_at, rest_from, rest_until, rest_days, closed_at,
 closed, price_minor, credit_minor, back_minor, refund_minor, unrecovered_minor, principal_minor, bonus_minor, principal_back_minor, bonus_back_minor, source, number, hash, cause, store_id, made_by, reason, detail, told_at, ended_told)
VALUES ($1, $2, $3, $3, 7, 1, 0, 'joined', 0, $4, $5, 0, 0, 0, 0, $6, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', '', 0, '', '', '', 0, false)`, tx.MerchantID(), tx.NewID(), id, s[0], s[1], s[2])
	return err
}

// span is the plan of the n-th member: when it starts, ends and was closed.
func (w *world) span(n int) [3]calendar.Instant {
	now := calendar.Of(storetest.Clock(w.db).Now())
	return pick(n, [3]calendar.Instant{now, now + 1, calendar.Never}, [3]calendar.Instant{0, now, calendar.Never}, [3]calendar.Instant{0, now + 5, now},
		[3]calendar.Instant{now + 1, calendar.Never, calendar.Never}, [3]calendar.Instant{0, calendar.Never, now + 1})
}

// named saves a segment by condition and one by list, and gives their ids as conditions name them.
func (w *world) named() (ids []string) {
	w.do(func(tx *store.Tx) error {
		dynamic, err := segment.Save(w.ctx, tx, segment.Segment{Name: "Old or rich", Kind: segment.Dynamic, Condition: `birthday < "1990-01-01" || spend(30) > 2000 && !("vip" in tags)`})
		if err != nil {
			return err
		}
		static, err := segment.Save(w.ctx, tx, segment.Segment{Name: "Some", Kind: segment.Static})
		if err != nil {
			return err
		}
		ids = []string{store.FormatID("seg", dynamic.ID), store.FormatID("seg", static.ID)}
		_, err = segment.AddMembers(w.ctx, tx, static.ID, []int64{w.ids[2], w.ids[9], w.ids[20], w.ids[31]})
		return err
	})
	w.refused(expr.ErrUnknownName, func(tx *store.Tx) error {
		_, err := segment.Save(w.ctx, tx, segment.Segment{Name: "x", Kind: segment.Dynamic, Condition: fmt.Sprintf("%q in segments", ids[0])})
		return err
	})
	return ids
}
