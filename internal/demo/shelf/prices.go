package shelf

import (
	"context"
	"strings"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog/price"
	"regulars/internal/store"
)

// Product is what the shop sells, as far as its prices go.
type Product struct {
	SKU, Category string
	PriceMinor    int64
}

// Prices makes the price lists: one for golden members, a flash sale that runs on the day, one that is over by then, and a
// list that opens tomorrow, for those with early access a day before.
func Prices(ctx context.Context, tx *store.Tx, today calendar.Day, products []Product) error {
	day := func(n int) calendar.Instant { return (today + calendar.Day(n)).Start(tx.Zone()) }
	for _, l := range []struct {
		price.List
		of    func(p Product) bool
		bp    int64
		stock int64
	}{
		{price.List{Code: "golden", Name: "金瓜会员价"}, func(p Product) bool {
			return strings.HasPrefix(p.Category, "diaper") || strings.HasPrefix(p.Category, "care")
		}, 9200, 0},
		{price.List{Code: "weekend", Name: "周末秒杀", Kind: price.Flash, FromAt: day(-5), UntilAt: day(12)}, func(p Product) bool {
			return strings.HasPrefix(p.Category, "wear") || strings.HasPrefix(p.Category, "toy")
		}, 7000, 60},
		{price.List{Code: "double11", Name: "双11秒杀", Kind: price.Flash, FromAt: day(-30), UntilAt: day(-9)}, func(p Product) bool {
			return strings.HasPrefix(p.Category, "feed")
		}, 6600, 100},
		{price.List{Code: "gala", Name: "年货节会员价", FromAt: day(1).Add(10 * time.Hour), UntilAt: day(30)}, func(p Product) bool {
			return strings.HasPrefix(p.Category, "food") || strings.HasPrefix(p.Category, "toy")
		}, 8500, 0},
	} {
		list, err := price.Add(ctx, tx, l.List)
		if err != nil {
			return err
		}
		var sets []price.Set
		for _, p := range products {
			if l.of(p) && p.PriceMinor > 0 && len(sets) < 24 {
				set := price.Set{SKU: p.SKU, PriceMinor: p.PriceMinor * l.bp / 10_000 / 10 * 10}
				if l.stock > 0 {
					stock := l.stock + int64(len(sets))*10
					set.Stock = &stock
				}
				sets = append(sets, set)
			}
		}
		if _, err := price.Save(ctx, tx, list.ID, sets); err != nil {
			return err
		}
	}
	return nil
}
