package plan_test

import (
	"strings"
	"testing"

	"regulars/internal/catalog/price"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

// A benefit that names a plan or a price list that is not there is refused before it is published or sold, where it stands.
func TestNamedMustBeThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := worldtest.New(t, db, nil)
		name := program.Text{Zh: "权益", En: "Benefit"}
		doc := program.Default("CNY", "zh")
		doc.Benefits = []deal.Benefit{
			{Code: "line", Name: name, Kind: deal.Service, Service: deal.Hotline, Plans: []string{"year", "month"}},
			{Code: "price", Name: name, Kind: deal.MemberPrice, PriceList: "club"},
		}
		mistakes := func() string {
			var said []string
			w.View(func(tx *store.Tx) error {
				wrong, err := edition.Validate(w.Ctx, tx, doc)
				for _, m := range wrong {
					said = append(said, m.Field+" "+m.Code.Code)
				}
				return err
			})
			return strings.Join(said, ", ")
		}
		if got, want := mistakes(), "benefits[0].plans[0] benefit_plan, benefits[0].plans[1] benefit_plan, benefits[1].price_list benefit_price_list"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		terms := plan.Terms{Name: name, Level: 1, Period: plan.Year, PriceMinor: 100, Benefits: doc.Benefits[1:]}
		sell := func(code string, terms plan.Terms) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				_, err := plan.Add(w.Ctx, tx, plan.SaveIn{Code: code, OnSale: code == "year", Terms: terms})
				return err
			})
		}
		if err := sell("year", terms); !fault.Has(err, deal.ErrNoPriceList) {
			t.Errorf("a plan with prices of no list: %v", err)
		}
		w.Tx(func(tx *store.Tx) error {
			_, err := price.Add(w.Ctx, tx, price.List{Code: "club"})
			return err
		})
		for _, code := range []string{"year", "month"} { // one that is no longer sold may be named, too
			if err := sell(code, terms); err != nil {
				t.Error(err)
			}
		}
		if got := mistakes(); got != "" {
			t.Error(got)
		}
		doc.Earning[0].When = `"seg_0000000000000" in segments`
		if got := mistakes(); got != "earning[0].when condition_value" {
			t.Errorf("a segment that is not there: %q", got)
		}
		for when, want := range map[string]string{
			`tier == "NOSUCH"`: "earning[0].when condition_value", `"NOSUCH" in plans`: "earning[0].when condition_value",
			`tier == "` + doc.Tiers[0].Code + `" || "year" in plans`: "",
		} {
			if doc.Earning[0].When = when; mistakes() != want {
				t.Errorf("%s: %q", when, mistakes())
			}
		}
	}, edition.NewCache(segment.Catalogue).Knowing(plan.Named))
}
