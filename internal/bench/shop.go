package bench

import (
	"context"
	"fmt"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/check"
	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// shop is a merchant with products and members in a place of its own.
type shop struct {
	run     *run
	place   Place
	db      *store.DB
	close   func()
	scope   store.Scope
	key     string  // an API key with every scope
	members []int64 // in the order in which they joined
	orders  int64   // acknowledged so far
	number  int64   // the last number of an order
}

// founding is a merchant as it begins.
type founding struct {
	currency, zone, language string
}

// found makes a merchant in a new place, with the programme that every merchant begins with.
func (r *run) found(ctx context.Context, engine, name string, f founding) (*shop, error) {
	p, err := r.newPlace(ctx, engine, name)
	if err != nil {
		return nil, err
	}
	s := &shop{run: r, place: p, close: func() {}}
	if err := s.open(ctx, f); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *shop) open(ctx context.Context, f founding) error {
	db, closeDB, err := s.run.config.Open(ctx, s.place)
	if err != nil {
		return err
	}
	s.db, s.close = db, closeDB
	in := org.CreateMerchantIn{Slug: "bench", Name: "Bench", Currency: f.currency, Zone: f.zone, Language: f.language}
	m, err := in.Check()
	if err != nil {
		return err
	}
	s.scope = store.Scope{Merchant: m, Actor: store.System}
	err = db.View(ctx, store.Installation, func(tx *store.Tx) error {
		s.scope.Merchant.ID = tx.NewID()
		return nil
	})
	if err != nil {
		return err
	}
	return db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		if _, err := org.CreateMerchant(ctx, tx, in); err != nil {
			return err
		}
		if _, err := edition.Start(ctx, tx, program.Default(f.currency, f.language)); err != nil {
			return err
		}
		s.key, _, err = staff.MakeKey(ctx, tx, staff.MakeKeyIn{Name: "bench"})
		return err
	})
}

// remove closes the database and removes the place.
func (s *shop) remove() {
	s.close()
	s.run.remove(s.place)
}

// newShop makes a shop with products and so many members.
func (r *run) newShop(ctx context.Context, engine string, members int) (*shop, error) {
	s, err := r.found(ctx, engine, "shop", founding{"CNY", "Asia/Shanghai", "zh"})
	if err != nil {
		return nil, err
	}
	start := time.Now()
	err = s.stock(ctx)
	for err == nil && len(s.members) < members {
		err = s.enrol(ctx, min(enrolBatch, members-len(s.members)))
		if n := len(s.members); err == nil && n%100_000 == 0 {
			r.say("%s: %d members after %s", engine, n, time.Since(start).Round(time.Second))
		}
	}
	if err == nil {
		r.say("%s: %d members enrolled, %.0f/s", engine, members, float64(members)/time.Since(start).Seconds())
		err = s.analyze(ctx)
	}
	if err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func category(i int) string { return fmt.Sprintf("c%02d", i%20) }

func sku(i int) string { return fmt.Sprintf("P%04d", i) }

// stock makes the catalogue.
func (s *shop) stock(ctx context.Context) error {
	return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		var categories []catalog.Category
		for i := range 20 {
			categories = append(categories, catalog.Category{Code: category(i), Name: "Category " + category(i)})
		}
		saved, err := catalog.SaveCategories(ctx, tx, categories)
		if err != nil {
			return err
		}
		list := make([]catalog.Product, products)
		for i := range list {
			list[i] = catalog.Product{SKU: sku(i), Name: "Product " + sku(i), Category: category(i), PriceMinor: price(i)}
		}
		more, err := catalog.Save(ctx, tx, list)
		for _, one := range append(saved, more...) {
			if one.Err != nil {
				return one.Err
			}
		}
		tx.Forget()
		return err
	})
}

// price of a product in minor units: 1.90 to 21.80. An order comes to some sixty, so that about one in twenty lifts its
// member to the next tier of the usual programme, and not every second one, as nobody buys ten times a minute.
func price(i int) int64 { return int64(190 + i%200*10) }

// phone is the number of the n-th member.
func phone(n int) string { return fmt.Sprintf("138%08d", n) }

// personName of the n-th member: a few surnames are common, as among people, so that a search by one finds many.
func personName(n int) string {
	surnames, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平")
	return string([]rune{surnames[n%7*n%len(surnames)], given[n/7%len(given)], given[n/140%len(given)]})
}

// enrol adds members by the verb itself; what their joining would set off is left out.
func (s *shop) enrol(ctx context.Context, n int) error {
	first := len(s.members)
	var made []int64
	err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		in := make([]member.EnrolIn, n)
		joined := tx.Now() - calendar.Instant(90*24*time.Hour/time.Microsecond)
		for i := range in {
			born := calendar.DayOf(1960+(first+i)%45, time.Month(1+(first+i)%12), 1+(first+i)%28)
			in[i] = member.EnrolIn{Name: personName(first + i), Identities: member.Identities{Phone: phone(first + i)}, Birthday: &born, Gender: "female", Channel: "pos", JoinedAt: joined}
		}
		out, err := reward.Enrol(ctx, tx, in, false)
		if err != nil {
			return err
		}
		made = made[:0]
		for _, one := range out {
			if one.Err != nil {
				return one.Err
			}
			made = append(made, one.MemberID)
		}
		tx.Forget()
		return nil
	})
	s.members = append(s.members, made...)
	return err
}

// analyze gives PostgreSQL the statistics that its own worker would make within minutes.
func (s *shop) analyze(ctx context.Context) error {
	if s.place.Engine != "postgres" {
		return nil
	}
	return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "ANALYZE")
		return err
	})
}

// count reads one number of the merchant.
func (s *shop) count(ctx context.Context, sql string) (n int64, err error) {
	err = s.db.View(ctx, s.scope, func(tx *store.Tx) error {
		_, err := store.One(ctx, tx, sql, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID())
		return err
	})
	return n, err
}

// drained waits until the relay of the server has emptied the outbox.
func (s *shop) drained(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainTimeout)
	defer cancel()
	for {
		n, err := s.count(ctx, `SELECT COUNT(*) FROM store_outbox WHERE merchant_id = $1`)
		if err != nil {
			return fmt.Errorf("the outbox is not drained: %w", err)
		}
		if n == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d events wait in the outbox: %w", n, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// verify holds what was acknowledged against what is there, and proves the invariants of all of it (invariant 2).
func (s *shop) verify(ctx context.Context) error {
	n, err := s.count(ctx, `SELECT COUNT(*) FROM order_head WHERE merchant_id = $1`)
	if err != nil {
		return err
	}
	if n != s.orders {
		return fmt.Errorf("%d orders were acknowledged, %d are there", s.orders, n)
	}
	s.run.say("%s: checking %d members with %d orders", s.place.Engine, len(s.members), n)
	var first error
	err = check.Run(ctx, s.db, s.scope, func(f check.Finding) {
		if !f.Note && first == nil {
			first = fmt.Errorf("check: %s %d: %s %s", f.Room, f.Invariant, f.Subject, f.Detail)
		}
	})
	return firstOf(err, first)
}
