package check_test

import (
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/check"
	"regulars/internal/dossier"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// shop has something of everything: a merged member, an erased one, refunds, a return, grants, a cap, a guest, debt, points spent.
func (w *world) shop() (buyer, second int64, o, partly *order.Order) {
	w.Helper()
	buyer, second = w.Join(), w.Join()
	o = w.Buy(w.In(buyer, line("milk", 2, 60_000), line("toy", 1, 50_000)))
	partly = w.Buy(w.In(second, line("milk", 3, 10_000), line("toy", 2, 999)))
	w.Refund(partly.ID, basket.Take{Line: 0, Quantity: 1}, basket.Take{Line: 1, Quantity: 2})
	spend := w.In(second, line("toy", 1, 30_000))
	spend.Ask.Points = 50
	w.Buy(spend)
	w.Give(second, 100)
	w.drawn(second, 40)
	taken := w.Give(second, 30)
	w.Tx(func(tx *store.Tx) error { _, err := reward.Revoke(w.Ctx, tx, taken.ID); return err })
	debtor := w.Join()
	gone := w.Buy(w.In(debtor, line("toy", 1, 20_000)))
	all := w.In(debtor, line("toy", 1, 10_000))
	all.Ask.Points = 200
	w.Buy(all)
	w.Refund(gone.ID)
	w.Days(1)
	w.Tx(func(tx *store.Tx) error {
		out, err := order.Return(w.Ctx, tx, []order.ReturnIn{{
			Member: w.In(second).Member, Source: "till", Number: "r1", Lines: []basket.Line{line("milk", 3, 9_900)}, MadeBy: "test",
		}})
		if err == nil && out[0].Err != nil {
			err = out[0].Err
		}
		return err
	})
	guest := w.Buy(w.In(0, line("milk", 2, 4_000)))
	w.Refund(guest.ID, basket.Take{Line: 0, Quantity: 1})
	from, erased := w.Join(), w.Join()
	w.Buy(w.In(from, line("milk", 1, 5_000)))
	w.Buy(w.In(erased, line("milk", 1, 5_000)))
	w.Tx(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, from, buyer); return err })
	w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, erased, "test") })
	w.Tx(func(tx *store.Tx) error {
		return org.Audit(w.Ctx, tx, org.Change{Verb: "test", Subject: "test", After: "1"})
	})
	return buyer, second, o, partly
}

// capped puts a cap on the points of a month.
func capped(d *program.Document) {
	d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerMonth, Amount: 1_050}}
}

func TestSoundShop(t *testing.T) {
	each(t, capped, func(w *world) {
		w.shop()
		notes := w.Findings()
		if len(notes) != 1 || !strings.HasPrefix(notes[0], "note: job") {
			t.Errorf("before the outbox is drained: %q", notes)
		}
		w.Drain()
		if found := w.Findings(); len(found) != 0 {
			t.Errorf("a sound shop: %s", strings.Join(found, "\n"))
		}
		if err := check.Install(w.Ctx, w.DB, func(f check.Finding) { t.Errorf("installation: %s", f) }); err != nil {
			t.Error(err)
		}
	})
}

// damage is done by SQL beside the program; the finding has to name it.
type damage struct {
	name, sql string
	arg       string // of $2: buyer, second, order, partly
	want      string
}

var damages = []damage{
	{"points out of nothing", `UPDATE ledger_wallet SET points_available = points_available + 1 WHERE merchant_id = $1 AND member_id = $2`, "buyer", "ledger invariant 2, mem"},
	{"an entry changed", `UPDATE ledger_entry SET amount = amount + 1, remaining = remaining + 1 WHERE merchant_id = $1 AND cause_id = $2 AND asset = 'points' AND lot_id = id`, "order", "ledger invariant 13, ord"},
	{"an entry lost", `DELETE FROM ledger_entry WHERE merchant_id = $1 AND cause_id = $2 AND asset = 'growth'`, "order", "ledger invariant 13, ord"},
	{"an entry of another's order", `UPDATE ledger_entry SET cause_id = cause_id + 1 WHERE merchant_id = $1 AND cause_id = $2`, "order", "not this member's"},
	{"a lot that expires unseen", `UPDATE ledger_wallet SET due_at = 9223372036854775807, next_due_at = other_due_at WHERE merchant_id = $1 AND member_id = $2`, "buyer", "ledger invariant 10"},
	{"kept changed", `UPDATE order_head SET kept_minor = kept_minor - 1 WHERE merchant_id = $1 AND id = $2`, "order", "order invariant 5, ord"},
	{"status changed", `UPDATE order_head SET status = 'paid' WHERE merchant_id = $1 AND id = $2`, "partly", "status is paid"},
	{"a unit remains too much", `UPDATE order_line SET remaining = remaining + 1 WHERE merchant_id = $1 AND order_id = $2 AND line = 0 AND remaining < quantity`, "partly", "order invariant 5, ord"},
	{"a line lost", `DELETE FROM order_line WHERE merchant_id = $1 AND order_id = $2 AND line = 1`, "order", "order invariant 5, ord"},
	{"a line without an order", `UPDATE order_line SET order_id = 42 WHERE merchant_id = $1 AND order_id = $2 AND line = 1`, "order", "lines without an order"},
	{"total changed", `UPDATE order_head SET total_minor = total_minor + 1 WHERE merchant_id = $1 AND id = $2`, "order", "its head says total"},
	{"a refund changed", `UPDATE order_refund SET amount_minor = amount_minor + 1 WHERE merchant_id = $1 AND order_id = $2`, "partly", "its refunds gave back"},
	{"a refund lost", `DELETE FROM order_refund WHERE merchant_id = $1 AND order_id = $2`, "partly", "its refunds took 0 units"},
	{"an order moved", `UPDATE order_head SET member_id = 42 WHERE merchant_id = $1 AND id = $2`, "order", "order invariant 8, ord"},
	{"statistics", `UPDATE member_stat SET spend_minor = spend_minor + 1 WHERE merchant_id = $1 AND member_id = $2`, "buyer", "member_stat.spend_minor"},
	{"favourites", `UPDATE member_stat SET favourites = '' WHERE merchant_id = $1 AND member_id = $2`, "buyer", "member_stat.favourites"},
	{"a day", `UPDATE member_day SET points = points + 1 WHERE merchant_id = $1 AND member_id = $2`, "second", "member_day.points"},
	{"a day lost", `DELETE FROM member_day WHERE merchant_id = $1 AND member_id = $2`, "second", "member_day.orders"},
	{"uses of a cap", `UPDATE reward_use SET used = used - 1 WHERE merchant_id = $1 AND member_id = $2`, "buyer", "reward invariant 3, mem"},
	{"uses lost", `DELETE FROM reward_use WHERE merchant_id = $1 AND member_id = $2`, "buyer", "reward invariant 3, mem"},
	{"a grant", `UPDATE reward_part SET amount = amount + 1 WHERE merchant_id = $1 AND grant_id IN (SELECT g.id FROM reward_grant g
		WHERE g.merchant_id = $1 AND g.member_id = $2 AND g.state = 'given')`, "second", "ledger invariant 13, grt"},
	{"a budget", `UPDATE reward_budget_use SET used = used + 1 WHERE merchant_id = $1 AND CAST($2 AS bigint) <> 0`, "second", "budget invariant 1, bud"},
	{"a charge lost", `DELETE FROM reward_charge WHERE merchant_id = $1 AND member_id = $2`, "second", "budget invariant 1, bud"},
	{"a charge returned", `UPDATE reward_charge SET returned = amount WHERE merchant_id = $1 AND member_id = $2`, "second", "budget invariant 2, bud"},
	{"a grant half revoked", `UPDATE reward_grant SET state = 'given' WHERE merchant_id = $1 AND member_id = $2`, "second", "reward invariant 4, grt"},
	{"a price sold too often", `INSERT INTO catalog_price (merchant_id, list, sku, price_minor, stock, sold, created_at, updated_at) VALUES ($1, 'gold', 'a', 1, 9, 3, $2, $2)`,
		"buyer", "price invariant 2, gold"},
	{"an item taken by nobody", `INSERT INTO mall_item (merchant_id, id, name, folded, summary, points, price_minor, cost_minor, stock, taken, per_member, per, gives, sku, hand_over,
		tier, condition, from_at, until_at, closed, picture, budget_id, position, version, created_at, updated_at)
		VALUES ($1, $2, 'Mug', 'mug', '', 5, 0, 0, 9, 3, 0, 'ever', '[]', 'm', 'pickup', '', '', 0, 9, false, '', 0, 0, 1, 0, 0)`, "buyer", "mall invariant 1, mit"},
	{"a redemption for nothing", `INSERT INTO mall_redemption (merchant_id, id, member_id, item_id, source, number, hash, quantity, points, price_minor, principal_minor, bonus_minor,
		cost_minor, payments, terms, hand_over, state, code, code_tries, code_locked_until, store_id, recipient, carrier, parcel, made_by, at, shipped_at, done_at, done_by, cancelled_at, cancelled_by, reason)
		SELECT m.merchant_id, 7, m.id, 42, 's', 'n', '', 1, 5, 0, 0, 0, 0, '[]', '{}', 'at_once', 'done', '', 0, 0, 0, m.name, '', '', '', 0, 0, 0, '', 0, '', ''
		FROM member m WHERE m.merchant_id = $1 AND m.id = $2`, "buyer", "ledger invariant 13, mrd"},
	{"a tier lost", `DELETE FROM tier_member WHERE merchant_id = $1 AND member_id = $2`, "buyer", "a member without a tier"},
	{"a tier given unseen", `UPDATE tier_member SET tier = 'black' WHERE merchant_id = $1 AND member_id = $2`, "buyer", "the tier is black"},
	{"a tier that never ends", `UPDATE tier_member SET due_at = 9223372036854775807 WHERE merchant_id = $1 AND member_id = $2`, "buyer", "tier invariant 1, mem"},
	{"an identity of somebody else", `UPDATE member_identity SET digest = 'x' WHERE merchant_id = $1 AND member_id = $2`, "buyer", "is not found by what it says"},
	{"an identity of nobody", `UPDATE member_identity SET member_id = 42 WHERE merchant_id = $1 AND member_id = $2`, "buyer", "an identity of nobody"},
	{"an alias of nobody", `UPDATE member SET alias_of = 42 WHERE merchant_id = $1 AND alias_of = $2`, "buyer", "member invariant 2, mem"},
	{"the trail", `UPDATE org_audit SET verb = 'other' WHERE merchant_id = $1 AND number = 1 AND CAST($2 AS bigint) <> 0`, "buyer", "org invariant 2"},
}

func TestEveryDamageIsNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, d := range damages {
			t.Run(d.name, func(t *testing.T) {
				w := newWorld(t, db, capped)
				buyer, second, o, partly := w.shop()
				w.Drain()
				of := map[string]int64{"buyer": buyer, "second": second, "order": o.ID, "partly": partly.ID}[d.arg]
				w.Tx(func(tx *store.Tx) error {
					n, err := tx.Exec(w.Ctx, d.sql, tx.MerchantID(), of)
					if err == nil && n == 0 {
						t.Error("the damage did no damage")
					}
					return err
				})
				if found := strings.Join(w.Findings(), "\n"); !strings.Contains(found, d.want) {
					t.Errorf("want %q, found:\n%s", d.want, found)
				}
			})
		}
	}, edition.NewCache(segment.Catalogue))
}

// Findings are bounded, and the rest is counted.
func TestFindingsAreBounded(t *testing.T) {
	each(t, nil, func(w *world) {
		for range 25 {
			w.Join()
		}
		w.Drain()
		w.Tx(func(tx *store.Tx) error {
			_, err := tx.Exec(w.Ctx, `DELETE FROM tier_member WHERE merchant_id = $1`, tx.MerchantID())
			return err
		})
		found := w.Findings()
		if len(found) != 21 || !strings.HasSuffix(found[20], "and 5 more") {
			t.Errorf("%d findings, the last: %s", len(found), found[len(found)-1])
		}
	})
}

// What no consumer could take waits for a person: it is found.
func TestParkedIsFound(t *testing.T) {
	each(t, nil, func(w *world) {
		w.Tx(func(tx *store.Tx) error {
			tx.Emit(event.Event{Kind: "test.kind"})
			return nil
		})
		w.Tx(func(tx *store.Tx) error {
			_, err := tx.Exec(w.Ctx, `INSERT INTO job_parked (merchant_id, event_id, consumer, event, tries, due_at, error, parked_at)
				VALUES ($1, 1, 'timeline', '{"id":"1","kind":"test.kind"}', 10, 9223372036854775807, 'broken', 1)`, tx.MerchantID())
			return err
		})
		found := strings.Join(w.Findings(), "\n")
		if !strings.Contains(found, "could not be taken by timeline") || !strings.Contains(found, "note: job: events that wait for their consumers: 2") {
			t.Error(found)
		}
	})
}
