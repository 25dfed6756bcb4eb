package demo

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"regulars/internal/money"
	"regulars/internal/program"
	"regulars/internal/program/notation"
)

//go:embed data
var files embed.FS

// product is one thing on the shelf, and the age (in months of the baby) at which it is bought.
type product struct {
	sku, name, category, kind string
	price, cost               int64
	from, to, weight          float64
	brand                     string
}

// need is what a family looks for at an age.
type need struct {
	category         string
	from, to, weight float64
	staple           bool
	many             int     // usual most units
	online           float64 // how readily it is bought online, 0 for never
}

type shop struct {
	code, name, kind, region, address, phone string
	weight                                   int
}

type colleague struct {
	role, email, name, stores string
}

type campaign struct {
	name, channel string
	weight        int
	from, to      float64
}

type group struct {
	code, name, parent string
	margin             *int64
}

// data is everything that is not drawn.
type data struct {
	products   []product
	byCategory map[string][]int
	needs      []need
	shops      []shop
	staff      []colleague
	campaigns  []campaign
	groups     []group
	names      map[string][]string
	traits     traits
	programs   [][]byte // the published ones
	draft      []byte
	freight    product
}

// traits are the merchant's own attributes, segments and rules for tags.
type traits struct {
	Attributes []struct {
		Code      string       `json:"code"`
		Type      string       `json:"type"`
		Sensitive bool         `json:"sensitive"`
		Label     program.Text `json:"label"`
		Why       program.Text `json:"why"`
		Choices   []struct {
			Code string `json:"code"`
			Zh   string `json:"zh"`
			En   string `json:"en"`
		} `json:"choices"`
	} `json:"attributes"`
	Segments []struct {
		Name      string `json:"name"`
		Condition string `json:"condition"`
		Note      string `json:"note"`
	} `json:"segments"`
	Rules []struct {
		Tag       string `json:"tag"`
		Condition string `json:"condition"`
	} `json:"rules"`
}

// loadData reads the embedded tables.
func loadData() (*data, error) {
	d := &data{byCategory: map[string][]int{}, names: map[string][]string{}}
	var t table
	t.each("categories", func(r row) {
		g := group{code: r.text("code"), name: r.text("name"), parent: r.text("parent")}
		if r.text("margin_bp") != "" {
			bp := int64(r.number("margin_bp"))
			g.margin = &bp
		}
		d.groups = append(d.groups, g)
	})
	t.each("products", func(r row) { d.take(r.product()) })
	t.each("needs", func(r row) {
		d.needs = append(d.needs, need{r.text("category"), r.number("from_month"), r.number("to_month"), r.number("weight"),
			r.text("staple") == "1", int(r.number("many")), r.number("online") / 100})
	})
	t.each("stores", func(r row) {
		d.shops = append(d.shops, shop{r.text("code"), r.text("name"), r.text("kind"), r.text("region"), r.text("address"), r.text("phone"), int(r.number("weight"))})
	})
	t.each("staff", func(r row) {
		d.staff = append(d.staff, colleague{r.text("role"), r.text("email"), r.text("name"), r.text("stores")})
	})
	t.each("campaigns", func(r row) {
		d.campaigns = append(d.campaigns, campaign{r.text("campaign"), r.text("channel"), int(r.number("weight")), r.number("from_month"), r.number("to_month")})
	})
	t.each("names", func(r row) { d.names[r.text("kind")] = strings.Fields(r.text("texts")) })
	for _, name := range []string{"program-1", "program-2", "program-3", "program-4"} {
		d.programs = append(d.programs, t.read(name+".yaml"))
	}
	d.draft = t.read("program-draft.yaml")
	if t.err == nil {
		t.err = notation.Decode(t.read("attributes.yaml"), &d.traits)
	}
	return d, t.err
}

func (d *data) take(p product) {
	if p.kind != "product" {
		d.freight = p
	}
	d.byCategory[p.category] = append(d.byCategory[p.category], len(d.products))
	d.products = append(d.products, p)
}

// table reads files and keeps the first mistake.
type table struct{ err error }

func (t *table) read(name string) []byte {
	text, err := files.ReadFile("data/" + name)
	t.note(err)
	return text
}

func (t *table) note(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *table) each(name string, fn func(row)) {
	lines, err := csv.NewReader(bytes.NewReader(t.read(name + ".csv"))).ReadAll()
	t.note(err)
	if t.err != nil {
		return
	}
	for _, line := range lines[1:] {
		fn(row{t, lines[0], line})
	}
}

type row struct {
	table *table
	names []string
	cells []string
}

func (r row) text(name string) string {
	for i := range r.names {
		if r.names[i] == name {
			return r.cells[i]
		}
	}
	r.table.note(fmt.Errorf("no column %s", name))
	return ""
}

func (r row) number(name string) float64 {
	n, err := strconv.ParseFloat(r.text(name), 64)
	r.table.note(err)
	return n
}

func (r row) amount(name string) int64 {
	n, err := money.Parse(r.text(name), "CNY")
	r.table.note(err)
	return n
}

func (r row) product() product {
	p := product{
		sku: r.text("sku"), name: r.text("name"), category: r.text("category"), kind: r.text("type"), price: r.amount("price"), cost: r.amount("cost"),
		from: r.number("from_month"), to: r.number("to_month"), weight: r.number("weight"),
	}
	p.brand = string([]rune(p.name)[:min(3, len([]rune(p.name)))])
	return p
}
