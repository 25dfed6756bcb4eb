package demo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/demo"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order/register"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/tier"
)

const small = 150

func TestFillLooksAlive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		last := 0
		r := w.fill(demo.Options{Members: small, Progress: func(what string, done, total int) {
			if what == "history" {
				if done < last || done > total {
					t.Errorf("progress went from %d to %d of %d", last, done, total)
				}
				last = done
			}
		}})
		c := r.Counts
		if c.Stores != 9 || c.Products < 150 || c.Members < small || c.Children < small/3 || c.Orders < 4*small || c.GuestOrders < small/4 ||
			c.Refunds < small/10 || c.Returns < 1 {
			t.Errorf("too little happens: %+v", c)
		}
		if r.Repeated || !strings.HasPrefix(r.Key, "rk_") || last == 0 {
			t.Errorf("repeated %v, key %q, progress %d", r.Repeated, r.Key, last)
		}
		w.sound(r)
		w.view(r, func(tx *store.Tx) error {
			w.endsToday(tx)
			w.hasLevels(tx)
			w.hasVersions(tx)
			w.hasDiscounts(tx)
			return nil
		})
	})
}

// endsToday holds the span of the orders.
func (w *world) endsToday(tx *store.Tx) {
	w.Helper()
	newest, _, err := register.List(w.ctx, tx, register.Filter{}, register.Place{}, 1)
	if err != nil || len(newest) == 0 {
		w.Fatal("no orders", err)
	}
	if today := newest[0].PlacedAt.Day(tx.Zone()); today < tx.Today()-1 || newest[0].PlacedAt > tx.Now() {
		w.Errorf("the newest order is of %s, today is %s", today, tx.Today())
	}
	early, _, err := register.List(w.ctx, tx, register.Filter{To: (tx.Today() - 530).Start(tx.Zone())}, register.Place{}, 1)
	if err != nil || len(early) == 0 {
		w.Error("nothing was sold in the first weeks", err)
	}
}

// hasLevels holds that people have come into several tiers, and that requests stand in every state.
func (w *world) hasLevels(tx *store.Tx) {
	w.Helper()
	levels, err := tier.Count(w.ctx, tx)
	if err != nil {
		w.Fatal(err)
	}
	for _, code := range []string{"sprout", "leaf", "blossom"} {
		if levels[code] == 0 {
			w.Errorf("nobody is %s: %v", code, levels)
		}
	}
	for _, state := range []string{org.Waiting, org.Approved, org.Refused, org.Expired} {
		if list, err := org.ListApprovals(w.ctx, tx, 0, state, 10); err != nil || len(list) == 0 {
			w.Errorf("%d requests are %s, %v", len(list), state, err)
		}
	}
}

// hasVersions holds the history of the programme, and a draft that can be published.
func (w *world) hasVersions(tx *store.Tx) {
	w.Helper()
	table, err := edition.Load(w.ctx, tx)
	if err != nil {
		w.Fatal(err)
	}
	for i, v := range table.Versions() {
		if v.Note.Zh == "" || v.Note.En == "" || v.EffectiveAt > tx.Now() || i == 0 && v.Number != 4 {
			w.Errorf("version %d of %s: %+v", v.Number, v.EffectiveAt, v.Note)
		}
	}
	if d, err := edition.GetDraft(w.ctx, tx); err != nil || len(d.Mistakes) > 0 {
		w.Error("the draft cannot be published:", err, d.Mistakes)
	}
}

// hasDiscounts holds that what the programme takes off the price stands in orders.
func (w *world) hasDiscounts(tx *store.Tx) {
	w.Helper()
	seen := map[string]int{}
	err := tx.Query(w.ctx, `SELECT outcome FROM order_head WHERE merchant_id = $1 AND pricing = 'evaluate'`, func(r store.Row) error {
		var outcome string
		err := r.Scan(&outcome)
		for _, code := range []string{"golden_discount", "golden_price", "weekend_flash"} {
			if strings.Contains(outcome, code) {
				seen[code]++
			}
		}
		return err
	}, tx.MerchantID())
	if err != nil || seen["golden_discount"]+seen["golden_price"] == 0 {
		w.Errorf("discounts in orders: %v, %v", seen, err)
	}
	w.Logf("discounts in orders: %v", seen)
}

// A second run does nothing, and lets in whom the first one has.
func TestSecondRun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.fill(demo.Options{Members: demo.MinMembers})
		storetest.Clock(w.db).Add(50 * time.Hour)
		second := w.fill(demo.Options{Members: 3 * demo.MinMembers, Seed: 7})
		if !second.Repeated || second.Key != "" || second.Counts != first.Counts || fmt.Sprint(second.Logins) != fmt.Sprint(first.Logins) {
			t.Errorf("first %+v\nsecond %+v", first, second)
		}
		roles := map[org.Role]bool{}
		for _, l := range second.Logins[:6] {
			roles[l.Role] = true
			in, err := staff.SignIn(w.ctx, w.db, staff.SignInIn{Email: l.Email, Password: l.Password, Address: "127.0.0.1"})
			if err != nil || in.Token == "" {
				t.Errorf("%s cannot sign in: %v", l.Email, err)
			}
		}
		if len(roles) != len(org.Roles) {
			t.Errorf("the first logins are of %v", roles)
		}
		if p, err := staff.AuthenticateKey(w.ctx, w.db, first.Key); err != nil || p.Scope.Merchant.ID != first.Merchant.ID {
			t.Errorf("the key does not open: %v", err)
		}
	})
}

var errKilled = errors.New("killed")

// A run that was killed goes on and ends as one that was not.
func TestKilledRunGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		whole := w.story(w.fill(demo.Options{Members: demo.MinMembers}))

		other := &world{t, w.ctx, storetest.Open(t, w.db.Engine(), values()...)}
		for stop := 9; stop < 40; stop += 15 {
			ctx, kill := context.WithCancelCause(w.ctx)
			_, err := demo.FillWith(ctx, other.db, demo.Options{Members: demo.MinMembers, Progress: func(what string, done, _ int) {
				if what == "history" && done == stop {
					kill(errKilled)
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("want a killed run, got %v", err)
			}
			storetest.Clock(other.db).Add(3 * time.Minute)
		}
		r := other.fill(demo.Options{Members: demo.MinMembers})
		if r.Repeated || r.Key == "" {
			t.Errorf("repeated %v, key %q", r.Repeated, r.Key)
		}
		if got := other.story(r); got != whole {
			t.Errorf("the stories differ:\n%s", firstDifference(whole, got))
		}
		other.sound(r)
	})
}

// The same seed tells the same story on both engines, another one another.
func TestSeed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.story(w.fill(demo.Options{Members: demo.MinMembers, Seed: 5}))
		if len(a) < 2000 {
			t.Fatalf("a short story: %s", a)
		}
		again := &world{t, w.ctx, storetest.Open(t, "sqlite", values()...)}
		if b := again.story(again.fill(demo.Options{Members: demo.MinMembers, Seed: 5})); a != b {
			t.Errorf("the same seed differs:\n%s", firstDifference(a, b))
		}
		other := &world{t, w.ctx, storetest.Open(t, "sqlite", values()...)}
		if c := other.story(other.fill(demo.Options{Members: demo.MinMembers, Seed: 6})); a == c {
			t.Error("another seed tells the same story")
		}
	})
}

// story is what has happened, without ids: orders with what they earned and keep, and what members hold.
func (w *world) story(r demo.Result) string {
	w.Helper()
	var b strings.Builder
	w.view(r, func(tx *store.Tx) error {
		err := tx.Query(w.ctx, `SELECT source, number, placed_at, kept_minor, points_earned, status, fulfilment FROM order_head WHERE merchant_id = $1
			ORDER BY placed_at, source, number`, func(row store.Row) error {
			var source, number, status, way string
			var at calendar.Instant
			var kept, points int64
			err := row.Scan(&source, &number, &at, &kept, &points, &status, &way)
			fmt.Fprintln(&b, source, number, at, kept, points, status, way)
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
		return tx.Query(w.ctx, `SELECT m.joined_at, m.campaign, w.points_available, w.points_pending, w.growth_available, t.tier FROM member m
			JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
			WHERE m.merchant_id = $1 AND w.merchant_id = $1 AND t.merchant_id = $1 ORDER BY 1, 2, 3, 4, 5, 6`, func(row store.Row) error {
			var at calendar.Instant
			var campaign, code string
			var points, pending, growth int64
			err := row.Scan(&at, &campaign, &points, &pending, &growth, &code)
			fmt.Fprintln(&b, at, campaign, points, pending, growth, code)
			return err
		}, tx.MerchantID())
	})
	return b.String()
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + "\n" + bs[i]
		}
	}
	return fmt.Sprintf("%d and %d lines", len(as), len(bs))
}

// Somebody else's merchant is left alone.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, n := range []int{1, demo.MaxMembers + 1} {
			if _, err := demo.FillWith(w.ctx, w.db, demo.Options{Members: n}); !fault.Has(err, fault.ErrRange) {
				t.Errorf("%d members: %v", n, err)
			}
		}
		err := w.db.Tx(w.ctx, store.Installation, func(tx *store.Tx) error {
			_, err := org.CreateMerchant(w.ctx, tx, org.CreateMerchantIn{Slug: demo.Slug, Name: "Own", Currency: "EUR", Zone: "Europe/Berlin", Language: "en"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := demo.Fill(w.ctx, w.db, nil); !fault.Has(err, demo.ErrTaken) {
			t.Errorf("want %s, got %v", demo.ErrTaken.Code, err)
		}
	})
}

// Another merchant of the installation lives on untouched.
func TestOthersAreUntouched(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := storetest.Merchant(t, w.db)
		r := w.fill(demo.Options{Members: demo.MinMembers})
		if r.Merchant.ID == other.Merchant.ID {
			t.Fatal("the demo lives in another's house")
		}
		err := w.db.View(w.ctx, other, func(tx *store.Tx) error {
			n, err := member.Count(w.ctx, tx, member.Filter{})
			if n != 0 {
				t.Errorf("%d members came to another merchant", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
