package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/demo/shelf"
	"regulars/internal/demo/vouchers"
	"regulars/internal/store"
)

// drawMall has the shop open its mall and its price lists; members redeem every day, and every other day the service desk hands over what waits.
func (s *story) drawMall(at func(calendar.Day, int, int) calendar.Instant) {
	s.stage(at(s.last-shelf.Days, 9, 0), act{marketerMail, func(ctx context.Context, p *player, tx *store.Tx) error {
		t, err := vouchers.Find(ctx, tx, "双倍瓜子券")
		if err != nil {
			return err
		}
		return shelf.Items(ctx, tx, t.ID)
	}})
	s.stage(at(s.last-pricesDays, 9, 40), act{marketerMail, func(ctx context.Context, p *player, tx *store.Tx) error {
		products := make([]shelf.Product, len(p.data.products))
		for i, x := range p.data.products {
			products[i] = shelf.Product{SKU: x.sku, Category: x.category, PriceMinor: x.price}
		}
		return shelf.Prices(ctx, tx, s.last, products)
	}})
	for day := s.last - shelf.Days + 1; day < s.last; day++ {
		s.stage(at(day, 20, 30), act{supportMail, s.wishes(day)})
		if day%2 == 0 {
			s.stage(at(day, 16, 30), act{supportMail, func(ctx context.Context, p *player, tx *store.Tx) error {
				return shelf.Serve(ctx, tx, rand.New(rand.NewPCG(s.in.seed, 1<<49+uint64(day))), p.by(supportMail))
			}})
		}
	}
}

// wishes are the members who look into the mall on a day.
func (s *story) wishes(day calendar.Day) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		r := rand.New(rand.NewPCG(s.in.seed, 1<<48+uint64(day)))
		for n := range 1 + s.in.members/300 {
			f := s.families[r.IntN(s.in.members)]
			if f.id == 0 || f.joined > tx.Now().Add(-24*time.Hour) {
				continue
			}
			err := shelf.Take(ctx, tx, r, shelf.Wish{
				Member: f.id, Store: p.shops[f.home], Name: f.name, Phone: f.phone, Address: f.address, Number: fmt.Sprintf("MALL-%s-%02d", day, n+1), By: p.madeBy(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}
