package design

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/insight"
	"regulars/internal/money"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Design is how a programme stands over a window.
type Design struct {
	Period   insight.Period
	Shape    Shape
	Tiers    []Tier // in the order of the programme
	Top      Top
	Benefits []Benefit // in the order of the programme
	Rules    []Rule    // what cost most first
	Members  int64
}

// Shape says how members are spread over the tiers.
type Shape string

// The shapes.
const (
	Diamond  Shape = "diamond"   // few at the bottom and at the top, most between
	Pyramid  Shape = "pyramid"   // most at the bottom
	Inverted Shape = "inverted"  // most at the top
	TooFew   Shape = "too_few"   // tiers or members to speak of a shape
	Waisted  Shape = "hourglass" // bottom and top hold more than what is between
)

// Tier is one tier, and what it was worth.
type Tier struct {
	Code       string
	Name       program.Text
	Color      string
	Members    int64
	Buyers     int64
	Orders     int64
	SpendMinor int64
	Points     int64
	WorthMinor int64 // points as money, and what benefits cost
	EachMinor  int64 // worth by member
	StepMinor  int64 // how much more by member than in the next lower tier that has members; of the lowest its own
}

// Top is the share of the best fifth of buyers.
type Top struct {
	Buyers      int64
	Best        int64 // so many of them
	SalesMinor  int64 // of all buyers
	BestMinor   int64
	ProfitMinor *int64 // nil where too little is known
	BestProfit  *int64
	KnownBp     int64   // part of the sales of which the profit is known
	Tenths      []int64 // sales of each tenth of the buyers, the best first
}

// Benefit is one benefit of the programme, and its use.
type Benefit struct {
	Code      string
	Name      program.Text
	Kind      string
	Eligible  int64 // members in its tiers now, or with its plans
	Users     int64
	Uses      int64
	CostMinor int64
}

// Rule is what one rule gave.
type Rule struct {
	Code      string
	Name      program.Text
	Points    int64 // less those taken back
	CostMinor int64
}

// See is Look now, or lately where the merchant has many members, and when that was.
func See(ctx context.Context, db *store.DB, scope store.Scope, p insight.Period) (*Design, calendar.Instant, error) {
	name := "design " + p.From.String() + " " + p.To.String()
	return insight.Counted(ctx, db, scope, name, func(ctx context.Context, tx *store.Tx) (*Design, error) { return Look(ctx, tx, p) })
}

// look is one run of Look.
type look struct {
	tx     *store.Tx
	out    *Design
	doc    *program.Document
	buyers []buyer
}

// buyer is what a member bought in the window.
type buyer struct {
	id                    int64
	tier                  string
	orders, spend, points int64
	known, profit         int64 // sales of which the profit is known, and that profit
}

// Look sums the window on one snapshot.
func Look(ctx context.Context, tx *store.Tx, p insight.Period) (*Design, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	l := &look{tx: tx, out: &Design{Period: p}, doc: ed.Document()}
	for _, part := range []func(context.Context) error{l.bought, l.profits, l.tiers, l.benefits, l.rules} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	l.top()
	return l.out, nil
}

// worth is points as money off.
func (l *look) worth(points int64) int64 {
	s := &l.doc.Spending
	if !s.Enabled || s.Points == 0 || points <= 0 {
		return 0
	}
	return money.MulDiv(points, s.Minor, s.Points, money.Floor)
}

// bought reads what each member bought; a merged record counts as the member it was merged into.
func (l *look) bought(ctx context.Context) error {
	place := map[int64]int{}
	err := l.tx.Query(ctx, `SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder, COUNT(*), CAST(SUM(h.kept_minor) AS bigint), CAST(SUM(h.points_earned) AS bigint)
		FROM order_head h JOIN member m ON m.merchant_id = h.merchant_id AND m.id = h.member_id
		WHERE h.merchant_id = $1 AND m.merchant_id = $1 AND h.placed_on >= $2 AND h.placed_on < $3 AND h.member_id <> 0 AND h.status <> 'refunded'
		GROUP BY CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END`, func(r store.Row) error {
		var b buyer
		err := r.Scan(&b.id, &b.orders, &b.spend, &b.points)
		place[b.id] = len(l.buyers)
		l.buyers = append(l.buyers, b)
		return err
	}, l.tx.MerchantID(), l.out.Period.From, l.out.Period.To)
	if err != nil {
		return err
	}
	return l.tx.Query(ctx, `SELECT member_id, tier FROM tier_member WHERE merchant_id = $1`, func(r store.Row) error {
		var id int64
		var code string
		err := r.Scan(&id, &code)
		if at, bought := place[id]; bought {
			l.buyers[at].tier = code
		}
		return err
	}, l.tx.MerchantID())
}

// profits reads the gross profit of each buyer, where costs or margins are known at all.
func (l *look) profits(ctx context.Context) error {
	var any int64
	known, err := store.One(ctx, l.tx, `SELECT 1 FROM catalog_product WHERE merchant_id = $1 AND cost_minor >= 0
		UNION ALL SELECT 1 FROM catalog_category WHERE merchant_id = $1 AND margin_bp >= 0 LIMIT 1`,
		func(r store.Row) error { return r.Scan(&any) }, l.tx.MerchantID())
	if err != nil || !known {
		return err
	}
	place := make(map[int64]int, len(l.buyers))
	for i := range l.buyers {
		place[l.buyers[i].id] = i
	}
	return l.tx.Query(ctx, `SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder,
			CAST(SUM(CASE WHEN p.cost_minor >= 0 OR c.margin_bp >= 0 THEN l.payable_minor * l.remaining / l.quantity ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN p.cost_minor >= 0 THEN l.payable_minor * l.remaining / l.quantity - p.cost_minor * l.remaining
				WHEN c.margin_bp >= 0 THEN l.payable_minor * l.remaining / l.quantity * c.margin_bp / 10000 ELSE 0 END) AS bigint)
		FROM order_head h JOIN order_line l ON l.merchant_id = h.merchant_id AND l.order_id = h.id
		JOIN member m ON m.merchant_id = h.merchant_id AND m.id = h.member_id
		LEFT JOIN catalog_product p ON p.merchant_id = l.merchant_id AND p.sku = l.sku
		LEFT JOIN catalog_category c ON c.merchant_id = l.merchant_id AND c.code = l.category
		WHERE h.merchant_id = $1 AND l.merchant_id = $1 AND m.merchant_id = $1 AND h.placed_on >= $2 AND h.placed_on < $3 AND h.member_id <> 0 AND l.remaining > 0
		GROUP BY CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END`, func(r store.Row) error {
		var id, known, profit int64
		err := r.Scan(&id, &known, &profit)
		if at, bought := place[id]; bought {
			l.buyers[at].known, l.buyers[at].profit = known, profit
		}
		return err
	}, l.tx.MerchantID(), l.out.Period.From, l.out.Period.To)
}

// tiers sums by tier, and says what shape they have.
func (l *look) tiers(ctx context.Context) error {
	counts, err := tier.Count(ctx, l.tx)
	if err != nil {
		return err
	}
	place := map[string]int{}
	for i := range l.doc.Tiers {
		t := &l.doc.Tiers[i]
		place[t.Code] = i
		l.out.Tiers = append(l.out.Tiers, Tier{Code: t.Code, Name: t.Name, Color: t.Color, Members: counts[t.Code]})
		l.out.Members += counts[t.Code]
	}
	for i := range l.buyers {
		b := &l.buyers[i]
		if at, known := place[b.tier]; known {
			t := &l.out.Tiers[at]
			t.Buyers++
			t.Orders += b.orders
			t.SpendMinor += b.spend
			t.Points += b.points
		}
	}
	costs, err := l.costs(ctx)
	if err != nil {
		return err
	}
	below := int64(0)
	for i := range l.out.Tiers {
		t := &l.out.Tiers[i]
		t.WorthMinor = l.worth(t.Points) + costs[t.Code]
		if t.Members > 0 {
			t.EachMinor = t.WorthMinor / t.Members
			t.StepMinor = t.EachMinor - below
			below = t.EachMinor
		}
	}
	l.out.Shape = shapeOf(l.out.Tiers)
	return nil
}

// costs are what benefits cost, by the tier in which they were used. Multipliers are points, which are counted already; times cards were bought.
func (l *look) costs(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := l.tx.Query(ctx, `SELECT tier, CAST(SUM(cost_minor) AS bigint) FROM benefit_note WHERE merchant_id = $1 AND at >= $2 AND at < $3 AND kind <> 'multiplier' AND kind <> 'card' GROUP BY tier`,
		func(r store.Row) error {
			var code string
			var minor int64
			err := r.Scan(&code, &minor)
			out[code] = minor
			return err
		}, l.tx.MerchantID(), l.out.Period.From.Start(l.tx.Zone()), l.out.Period.To.Start(l.tx.Zone()))
	return out, err
}

// fewMembers is below which there is no shape to speak of.
const fewMembers = 20

// shapeOf is the shape of the tiers: what lies between the first and the last is the middle. In a diamond the largest tier
// lies there.
func shapeOf(tiers []Tier) Shape {
	var all, middle, most int64
	for i := range tiers {
		all += tiers[i].Members
		if i > 0 && i < len(tiers)-1 {
			middle += tiers[i].Members
			most = max(most, tiers[i].Members)
		}
	}
	if len(tiers) < 3 || all < fewMembers {
		return TooFew
	}
	bottom, top := tiers[0].Members, tiers[len(tiers)-1].Members
	switch {
	case most >= bottom && most >= top:
		return Diamond
	case bottom >= top && top > middle:
		return Waisted
	case bottom >= top:
		return Pyramid
	}
	return Inverted
}

// benefits puts their use beside those whom the programme promises them.
func (l *look) benefits(ctx context.Context) error {
	p := l.out.Period
	sums, err := benefit.Sheet(ctx, l.tx, p.From.Start(l.tx.Zone()), p.To.Start(l.tx.Zone()))
	if err != nil {
		return err
	}
	subscribers, err := l.subscribers(ctx)
	if err != nil {
		return err
	}
	for i := range l.doc.Benefits {
		b := &l.doc.Benefits[i]
		one := Benefit{Code: b.Code, Name: b.Name, Kind: string(b.Kind), Eligible: l.eligible(b, subscribers)}
		for _, s := range sums {
			if s.Benefit == b.Code && s.Kind != string(benefit.KindCard) {
				one.Users += s.Members
				one.Uses += s.Quantity
				one.CostMinor += s.CostMinor
			}
		}
		l.out.Benefits = append(l.out.Benefits, one)
	}
	return nil
}

// couponRule is what points of coupons are summed under.
const couponRule = "coupon"

// rules sums what each rule gave.
func (l *look) rules(ctx context.Context) error {
	names := map[string]program.Text{}
	events := []string{} // the rules that give by grants
	for i := range l.doc.Earning {
		r := &l.doc.Earning[i]
		if names[r.Code] = r.Name; r.Kind == program.PerEvent {
			events = append(events, r.Code)
		}
	}
	for i := range l.doc.Tiers {
		names["tier:"+l.doc.Tiers[i].Code] = l.doc.Tiers[i].Name
	}
	for i := range l.doc.Benefits {
		names["benefit:"+l.doc.Benefits[i].Code] = l.doc.Benefits[i].Name
	}
	points := l.doc.Points.Name
	names[couponRule] = program.Text{Zh: "优惠券多倍" + points.In("zh"), En: "More " + points.In("en") + " by coupons"}
	plans, err := plan.BenefitNames(ctx, l.tx)
	if err != nil {
		return err
	}
	for code, name := range plans {
		names["plan:"+code] = name
	}
	p := l.out.Period
	sums := map[string]int64{}
	err = l.tx.Query(ctx, `SELECT rule, CAST(SUM(amount) AS bigint) FROM ledger_entry WHERE merchant_id = $1 AND asset = 'points' AND account = 'issued'
		AND (cause_kind = 'order' OR cause_kind = 'return' OR cause_kind = 'grant' AND rule = ANY($4)) AND effective_at >= $2 AND effective_at < $3 GROUP BY rule`, func(r store.Row) error {
		var code string
		var points int64
		err := r.Scan(&code, &points)
		if strings.HasPrefix(code, "coupon:") { // each coupon is a cause of its own
			code = couponRule
		}
		sums[code] += points
		return err
	}, l.tx.MerchantID(), p.From.Start(l.tx.Zone()), p.To.Start(l.tx.Zone()), events)
	for code, points := range sums {
		l.out.Rules = append(l.out.Rules, Rule{Code: code, Name: names[code], Points: points, CostMinor: l.worth(points)})
	}
	slices.SortFunc(l.out.Rules, func(a, b Rule) int { return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Code, b.Code)) })
	return err
}

// tenths is into how many parts buyers are cut.
const tenths = 10

// top sums the best fifth of the buyers.
func (l *look) top() {
	slices.SortFunc(l.buyers, func(a, b buyer) int { return cmp.Or(cmp.Compare(b.spend, a.spend), cmp.Compare(a.id, b.id)) })
	t := &l.out.Top
	n := len(l.buyers)
	t.Buyers, t.Best = int64(n), int64((n+4)/5)
	var known, profit, best int64
	t.Tenths = make([]int64, tenths)
	for i := range l.buyers {
		b := &l.buyers[i]
		t.SalesMinor += b.spend
		known += b.known
		profit += b.profit
		if int64(i) < t.Best {
			t.BestMinor += b.spend
			best += b.profit
		}
		t.Tenths[i*tenths/n] += b.spend
	}
	if t.SalesMinor > 0 {
		t.KnownBp = min(money.MulDiv(max(known, 0), money.BpOne, t.SalesMinor, money.Floor), money.BpOne)
	}
	if t.KnownBp >= money.BpOne/2 {
		t.ProfitMinor, t.BestProfit = &profit, &best
	}
}
