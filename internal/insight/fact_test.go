package insight_test

import (
	"fmt"
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/event"
	"regulars/internal/insight"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// told are the latest facts of all stores, oldest first, in words.
func (w *world) told(language string) (out []string) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		facts, _, err := insight.Latest(w.Ctx, tx, insight.FactsIn{Limit: insight.MaxFacts})
		v := insight.Voice{Language: language, Currency: "CNY", Mask: vault.MaskName, MaskCode: vault.MaskCode}
		for i := range facts {
			out = append([]string{v.Sentence(&facts[i])}, out...)
		}
		return err
	})
	return out
}

// Who has no name is told by the external id, else by the card, masked as codes are.
func TestFactsOfTheNameless(t *testing.T) {
	each(t, func(w *world) {
		w.join(member.EnrolIn{Identities: member.Identities{ExternalID: "C-12346", Card: "880001"}})
		w.join(member.EnrolIn{Identities: member.Identities{Card: "880002"}})
		w.join(member.EnrolIn{Name: "Li Lei", Identities: member.Identities{Card: "880003"}})
		w.deliver()
		zh, en := strings.Join(w.told("zh"), "|"), strings.Join(w.told("en"), "|")
		for _, want := range []struct{ zh, en string }{
			{"会员 ****46 加入会员", "Member ****46 joined"}, {"会员 ****02 加入会员", "Member ****02 joined"}, {"L*** L*** 加入会员", "L*** L*** joined"},
		} {
			if !strings.Contains(zh, want.zh) || !strings.Contains(en, want.en) {
				t.Errorf("%q is not among\n%s\n%s", want, zh, en)
			}
		}
	})
}

func TestFactsInWords(t *testing.T) {
	each(t, func(w *world) {
		mei := w.join(member.EnrolIn{Name: "王小美", StoreID: w.stores[1]})
		lei := w.join(member.EnrolIn{Name: "Li Lei"})
		o := w.buy(mei, w.stores[1], 0, goods("a", 2, 120000))
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		w.buy(0, 0, 0, goods("a", 1, 50))
		w.Tx(func(tx *store.Tx) error {
			_, err := order.Return(w.Ctx, tx, []order.ReturnIn{{Source: "till", Number: "r", StoreID: w.stores[2], Lines: []basket.Line{goods("z", 1, 700)}, MadeBy: "test"}})
			return err
		})
		w.Tx(func(tx *store.Tx) error {
			_, err := dossier.Merge(w.Ctx, tx, mei, lei)
			return err
		})
		w.deliver()
		w.deliver() // nothing is kept twice
		zh, en := w.told("zh"), w.told("en")
		for _, want := range []struct{ zh, en string }{
			{"会员体系第 1 版已发布", "Version 1 of the programme was published"},
			{"L*** L*** 消费 ¥1,200，得 1,200 积分", "L*** L*** bought for ¥1,200 and earned 1,200 points"}, // the record is Li Lei's now
			{"L*** L*** 退款 ¥600，收回 600 积分", "¥600 was refunded to L*** L***, 600 points taken back"},
			{"散客消费 ¥0.50", "A guest bought for ¥0.50"},
			{"散客无单退货 ¥7", "Goods for ¥7 came back without a receipt, from a guest"},
			{"重复档案并入 L*** L***", "A duplicate was merged into L*** L***"},
		} {
			if !strings.Contains(strings.Join(zh, "|")+"|", want.zh+"|") || !strings.Contains(strings.Join(en, "|")+"|", want.en+"|") {
				t.Errorf("%q is not among\n%s\n%s", want, strings.Join(zh, "\n"), strings.Join(en, "\n"))
			}
		}
		w.View(func(tx *store.Tx) error {
			facts, last, err := insight.Latest(w.Ctx, tx, insight.FactsIn{Stores: w.stores[1:2], Limit: 10})
			if len(facts) != 4 || last < 7 { // two joined here (one took the store of the other), bought, gave back
				t.Errorf("%d facts of a store, last is %d", len(facts), last)
			}
			return err
		})
		w.Tx(func(tx *store.Tx) error {
			return dossier.Erase(w.Ctx, tx, lei, "asked")
		})
		if all := strings.Join(w.told("en"), "\n"); strings.Contains(all, "L***") || !strings.Contains(all, "A member bought") {
			t.Errorf("after the erasure:\n%s", all)
		}
	})
}

// Invariant 5, and what is not kept.
func TestFactsAreNumberedAndBounded(t *testing.T) {
	each(t, func(w *world) {
		take := func(historic bool, events ...event.Event) {
			scope := w.Scope
			scope.Historic = historic
			if err := w.DB.Tx(w.Ctx, scope, func(tx *store.Tx) error { return insight.Take(w.Ctx, tx, events) }); err != nil {
				t.Fatal(err)
			}
		}
		many := func(n int, historic bool) (out []event.Event) {
			for i := range n {
				out = append(out, event.Event{ID: int64(i + 1), Kind: "order.recorded", Subject: int64(i + 1), Historic: historic, Data: map[string]any{"payable_minor": 5, "reason": "secret"}})
			}
			return out
		}
		since := func(number int64, limit int) (out []insight.Fact) {
			w.View(func(tx *store.Tx) (err error) {
				out, err = insight.Since(w.Ctx, tx, number, limit)
				return err
			})
			return out
		}
		take(false, many(3, false)...)
		take(false, event.Event{ID: 9, Kind: "tier.changed", Data: map[string]any{"move": "joined"}}) // no news
		take(true, many(500, true)...)
		take(false, many(2, false)...)
		if got := since(0, 10); len(got) != 5 || got[0].Number != 1 || got[4].Number != 55 || got[4].Data["reason"] != nil || got[0].Int("payable_minor") != 5 {
			t.Errorf("%+v", got)
		}
		if got := since(3, 1); len(got) != 1 || got[0].Number != 55 {
			t.Errorf("the latest of too many: %+v", got)
		}
		take(false, many(500, false)...)
		if got := since(55, 200); len(got) != 100 || got[0].Subject != 401 || got[99].Number != 155 {
			t.Errorf("of a large delivery %d facts are kept", len(got))
		}
		for range insight.KeptFacts/100 + 1 {
			take(false, many(500, false)...)
		}
		var n int64
		w.View(func(tx *store.Tx) error {
			return tx.Query(w.Ctx, `SELECT COUNT(*) FROM insight_fact WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID())
		})
		if n != insight.KeptFacts {
			t.Errorf("%d facts are kept", n)
		}
	})
}

// What is counted of many is remembered for a minute, then counted anew behind the caller's back.
func TestCountsOfManyAreRemembered(t *testing.T) {
	each(t, func(w *world) {
		w.join(member.EnrolIn{Name: "王小美"})
		stand := func() *insight.Standing {
			t.Helper()
			s, err := insight.Stand(w.Ctx, w.DB, w.Scope)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if s := stand(); s.Members != 1 || s.At != w.Now() {
			t.Errorf("%+v", s)
		}
		w.join(member.EnrolIn{Name: "Li Lei"})
		if s := stand(); s.Members != 2 {
			t.Errorf("few are counted each time: %+v", s)
		}
		w.Tx(func(tx *store.Tx) error {
			columns := ""
			for _, asset := range ledger.Assets() {
				for _, part := range []string{"available", "pending", "held", "debt"} {
					columns += ", " + string(asset) + "_" + part
				}
			}
			_, err := tx.Exec(w.Ctx, fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < 20001)
				INSERT INTO ledger_wallet (merchant_id, member_id%s, due_at, other_due_at, next_due_at, active_at)
				SELECT CAST($1 AS bigint), i%s, 9223372036854775807, 9223372036854775807, 9223372036854775807, 0 FROM n`, columns, strings.Repeat(", 0", 4*len(ledger.Assets()))), tx.MerchantID())
			return err
		})
		first := stand()
		w.join(member.EnrolIn{Name: "韩梅梅"})
		w.Wait(59e9)
		if s := stand(); s.Members != 2 || s.At != first.At {
			t.Errorf("within the minute: %+v", s)
		}
		w.Wait(1e9)
		stand() // still the old one, or already the new
		shelf, _ := store.FindValue[*insight.Shelf](w.DB)
		shelf.Wait()
		if s := stand(); s.Members != 3 || s.At != w.Now() {
			t.Errorf("after the minute: %+v, now %s", s, w.Now())
		}
		counted := w.Now()
		w.Wait(3600e9)
		shelf.Forget()                                                          // a server that has just started
		if s := stand(); s.Members != 3 || s.At != counted && s.At != w.Now() { // what is kept, or already the new one
			t.Errorf("after a start: %+v", s)
		}
		shelf.Wait()
		if s := stand(); s.At != w.Now() {
			t.Errorf("a while after a start: %+v", s)
		}
	})
}

func TestAnOlderCountDoesNotReplaceANewerOne(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct{ at, kept calendar.Instant }{{20, 20}, {10, 20}, {30, 30}} {
			kept, err := insight.KeepCount(w.Ctx, w.DB, w.Scope, c.at)
			if err != nil || kept != c.kept {
				t.Errorf("saved %d: kept %d, want %d (%v)", c.at, kept, c.kept, err)
			}
		}
	})
}
