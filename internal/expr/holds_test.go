package expr_test

import (
	"sync"
	"testing"

	"regulars/internal/expr"
)

func TestHolds(t *testing.T) {
	c := catalogue(t)
	f := facts{
		"tier": "gold", "tags": []string{"vip", "app"}, "order_count": int64(3), "promoter": true, "birthday": "1990-02-28",
		"joined_on": "2025-03-01", "spend(365)": int64(500_000), `orders("year")`: int64(2), "line.sku": "A-1", "order.month": int64(2),
	}
	for text, want := range map[string]bool{
		"true": true, "false": false, `tier == "gold"`: true, `"gold" == tier`: true, `tier != "gold"`: false, `"silver" != tier`: true,
		`tier in ["silver", "gold"]`: true, `tier in []`: false, `"vip" in tags`: true, `"VIP" in tags`: false, `tier in tags`: false,
		"order_count >= 3": true, "3 >= order_count": true, "3 < order_count": false, "order_count > 3": false, "order_count in [1, 3]": true,
		"order_count < 3": false, "order_count <= 3": true, "order_count != 3": false,
		"promoter": true, "!promoter": false, "promoter == false": false, "promoter != false": true, "promoter in [false]": false,
		`joined_on >= "2025-03-01"`: true, `joined_on < "2025-03-01"`: false, `joined_on in ["2025-03-01"]`: true,
		`birthday < joined_on`: true, `birthday.startsWith("1990-")`: true, `line.sku.contains("-")`: true, `line.sku.endsWith("2")`: false,
		"spend(365) >= 500000": true, "spend(365) > 500000": false, `orders("year") * 100 - 1 == 199`: true,
		"-order_count == -3": true, "order_count / 2 == 1 && order_count % 2 == 1": true, "size(tags) == 2": true, "size(tier) == 4": true,
		`tags.exists(t, t.startsWith("v"))`: true, `tags.all(t, t == "vip")`: false, `tags.exists_one(t, t == "app")`: true,
		`(promoter ? 5 : 1) > order_count`: true, `promoter ? tier == "gold" : false`: true, `has(tier)`: true,
		`tier == "gold" && (spend(365) < 1 || order_count == 3)`: true, `(tier == "gold") == promoter`: true,
		`tags == ["vip", "app"]`: true, `order_count in [order.month, 3]`: true,
	} {
		if got := compile(t, c, text).Holds(f); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestMissing is rules 2 to 5: what is missing makes a clause false, and its denial true.
func TestMissing(t *testing.T) {
	c := catalogue(t)
	f := facts{"order_count": int64(3), "spend_minor": int64(9_000_000_000_000_000_000)}
	for text, want := range map[string]bool{
		`tier == "gold"`: false, `tier != "gold"`: true, `!(tier == "gold")`: true, `!(tier != "gold")`: false,
		"birthday_month > 3": false, "birthday_month <= 3": false, "!(birthday_month > 3)": true, "3 < birthday_month": false,
		`tier in ["gold"]`: false, `!(tier in ["gold"])`: true, `"vip" in tags`: false, "size(tags) == 0": true, `tags.all(t, false)`: true,
		"promoter": false, "!promoter": true, "promoter == false": false, "promoter != true": true, "has(tier)": false, "!has(tier)": true,
		`tier.startsWith("")`: false, `!tier.contains("g")`: true,
		"spend(30) >= 0": false, "!(spend(30) >= 0)": true, "spend(30) + 1 != 5": true, "spend(30) + 1 == 5": false, "spend(30) + 1 < 5": false,
		"tier == gender": true, "spend(30) + 1 == birthday_month": true, "spend(30) == order_count": false,
		"birthday_month > 3 || order_count == 3": true, "!(birthday_month > 3) && order_count == 3": true,
		"(birthday_month > 3 ? 1 : 2) == 2":            true,
		"order_count / 0 == 1":                         false,
		"order_count / 0 != 1":                         true,
		"spend_minor * 2 > 0":                          false, // too large for a number
		"order_count % 0 == birthday_month":            true,
		`tags.exists(t, birthday_month > 3)`:           false,
		`["a"].exists(t, birthday_month > 3)`:          false,
		`!["a"].all(t, birthday_month > 3)`:            true,
		`["a"].exists(t, birthday_month > 3) == false`: true, "order_count / 0 in [order_count / 0]": true, "[order_count / 0] != [1]": true,
		`line.sku == ""`:                                     false,
		`line.quantity in [0]`:                               false,
		`joined_on < "2025-01-01"`:                           false,
		`(tier == "gold") == promoter`:                       false, // false against missing
		`(tier == "gold") == (gender == "f")`:                true,
		`birthday_month in [1, order_count, birthday_month]`: true,
		`(promoter ? tier : gender) == tier`:                 true,
		`promoter ? true : birthday_month != 5`:              true,
		`(order_count == 3 ? birthday_month : 1) > 0`:        false,
		`!((order_count == 3 ? birthday_month : 1) > 0)`:     true,
		`tier == "gold" || tier != "gold"`:                   true,
		`birthday_month > 3 || birthday_month <= 3`:          false,
		`!(tier == "gold" && birthday_month > 3) && !(promoter || "a" in tags) && !!has(tier)`: false,
	} {
		if got := compile(t, c, text).Holds(f); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestWrongFacts is rule 5: a value of another type than the attribute's is missing.
func TestWrongFacts(t *testing.T) {
	c := catalogue(t)
	f := facts{"tier": int64(1), "order_count": "3", "promoter": "yes", "tags": "vip", "birthday_month": 5}
	for text, want := range map[string]bool{
		`tier == "1"`: false, `tier != "1"`: true, "has(tier)": false, `(true ? tier : tier) == "1"`: false, "order_count in [3]": false,
		"order_count > 0": false, "promoter": false, "promoter != true": true, `"vip" in tags`: false, "size(tags) == 0": true,
		"birthday_month == 5": false, "birthday_month + 0 == 5": false, "has(birthday_month)": false,
	} {
		if got := compile(t, c, text).Holds(f); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// counting counts how often it is asked.
type counting struct {
	facts
	asked map[string]int
}

func (c counting) Attribute(name string) (any, bool) {
	c.asked[name]++
	return c.facts.Attribute(name)
}

func TestFactsAreAskedOnlyWhenNeeded(t *testing.T) {
	f := counting{benchFacts(), map[string]int{}}
	if compile(t, catalogue(t), `tier == "silver" && "vip" in tags`).Holds(f) || f.asked["tags"] != 0 || f.asked["tier"] != 1 {
		t.Errorf("asked %v", f.asked)
	}
}

func TestOneConditionServesManyGoroutines(t *testing.T) {
	c := catalogue(t)
	x := compile(t, c, `tier == "gold" && tags.exists(t, t == "vip") && spend(365) + 0 > 1`)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			f := benchFacts()
			if i%2 == 0 {
				f["tier"] = "silver"
			}
			for range 200 {
				if x.Holds(f) != (i%2 == 1) {
					t.Error("goroutines disturb one another")
					return
				}
			}
			x.Explain(f)
			if _, err := c.Compile(`gender == "f"`, expr.Member); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// TestBelow is rule 12: a category is its own and each that it lies below, beside a literal.
func TestBelow(t *testing.T) {
	c := catalogue(t)
	f := facts{"line.category": []string{"cut", "hair", "beauty"}, "tier": "hair"}
	for text, want := range map[string]bool{
		`line.category == "cut"`: true, `line.category == "hair"`: true, `"beauty" == line.category`: true, `line.category == "colour"`: false,
		`line.category != "hair"`: false, `!(line.category != "hair")`: true, `line.category != "colour"`: true,
		`line.category in ["colour", "beauty"]`: true, `line.category in ["colour"]`: false, `has(line.category)`: true,
		`line.category.startsWith("cu")`: true, `line.category.startsWith("ha")`: false, `line.category == tier`: false, `size(line.category) == 3`: true,
	} {
		if got := compile(t, c, text).Holds(f); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if got := compile(t, c, `line.category == "hair"`).Explain(f)[0]; !got.Holds || got.Have != "cut" {
		t.Errorf("explained as %+v", got)
	}
	none := facts{"line.category": []string{}}
	if compile(t, c, `has(line.category) || line.category == "a"`).Holds(none) || !compile(t, c, `line.category != "a"`).Holds(none) {
		t.Error("an empty path is missing")
	}
}
