package simulation

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/insight"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

// taken notes points and growth that refunds and returns really took back.
func (s *sums) taken(points, growth int64) {
	s.report.Was.PointsBack += points
	s.report.Was.GrowthBack += growth
}

// found makes the report once everything has been played.
func (p *player) found(ctx context.Context) (*Found, error) {
	r := &p.report
	tiers := map[int64]string{}
	err := p.view(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, part := range []func(context.Context, *store.Tx) error{p.guests, p.stood, p.ruled} {
			if err := part(ctx, tx); err != nil {
				return err
			}
		}
		r.Spread = nil
		p.sums.spread(unitOf(tx.Currency()))
		return p.tiersAt(ctx, tx, tiers)
	})
	if err != nil {
		return nil, err
	}
	p.would()
	p.standing(tiers)
	p.lists()
	out := &Found{Report: *r, Winners: p.movers(1, tiers), Losers: p.movers(-1, tiers)}
	out.State = func(id int64) (replay.State, bool) {
		at, known := p.place[id]
		if !known {
			return replay.State{}, false
		}
		return p.world.State(at), true
	}
	return out, nil
}

// unitOf is so much money that it buys something.
func unitOf(currency string) int64 {
	unit := int64(1)
	for range money.Exponent(currency) {
		unit *= 10
	}
	if unit == 1 {
		return 100
	}
	return unit
}

func (p *player) guests(ctx context.Context, tx *store.Tx) error {
	_, err := store.One(ctx, tx, `SELECT COUNT(*) FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND member_id = 0`,
		func(r store.Row) error { return r.Scan(&p.report.GuestOrders) }, tx.MerchantID(), p.ask.From, p.ask.Until)
	return err
}

// stood reads what members hold at the end of the window, and what expired in it.
func (p *player) stood(ctx context.Context, tx *store.Tx) error {
	was := &p.report.Was
	points, err := insight.PointsOf(ctx, tx, p.ask.From, p.ask.Until)
	if err != nil {
		return err
	}
	was.PointsExpired = points.Expired
	_, err = store.One(ctx, tx, `SELECT COALESCE(CAST(SUM(points_available + points_pending + points_held - points_debt) AS bigint), 0)
		FROM ledger_wallet WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&was.PointsOwed) }, tx.MerchantID())
	if err != nil {
		return err
	}
	since, err := insight.PointsOf(ctx, tx, p.ask.Until, calendar.Never)
	was.PointsOwed -= since.Change()
	if err != nil {
		return err
	}
	// What was undone only after the window stood at its end.
	return tx.Query(ctx, `SELECT c.move, COUNT(*) FROM tier_change c WHERE c.merchant_id = $1 AND c.at >= $2 AND c.at < $3
		AND (c.move = 'upgraded' OR c.move = 'downgraded') AND (NOT c.undone OR NOT EXISTS (SELECT 1 FROM tier_change u
			WHERE u.merchant_id = $1 AND u.member_id = c.member_id AND u.id > c.id AND u.move = 'undone' AND u.at < $3))
		GROUP BY c.move`, func(r store.Row) error {
		var move string
		var n int64
		err := r.Scan(&move, &n)
		if move == string(program.TierUpgraded) {
			was.Upgrades = n
		} else {
			was.Downgrades = n
		}
		return err
	}, tx.MerchantID(), p.ask.From, p.ask.Until)
}

// ruled asks the ledger what rules gave for orders, less what was taken back.
func (p *player) ruled(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, `SELECT asset, rule, CAST(SUM(amount) AS bigint) FROM ledger_entry WHERE merchant_id = $1 AND account = 'issued'
		AND (cause_kind = 'order' OR cause_kind = 'return') AND effective_at >= $2 AND effective_at < $3 GROUP BY asset, rule`, func(r store.Row) error {
		var asset, rule string
		var amount int64
		err := r.Scan(&asset, &rule, &amount)
		p.sums.rule(asset, rule, 0, amount)
		return err
	}, tx.MerchantID(), p.ask.From, p.ask.Until)
}

// tiersAt reads the tier of each member at the end of the window: that of now, less the changes since.
func (p *player) tiersAt(ctx context.Context, tx *store.Tx, tiers map[int64]string) error {
	keep := func(r store.Row) error {
		var id int64
		var code string
		err := r.Scan(&id, &code)
		tiers[id] = code
		return err
	}
	err := tx.Query(ctx, `SELECT member_id, tier FROM tier_member WHERE merchant_id = $1`, keep, tx.MerchantID())
	if err != nil {
		return err
	}
	return tx.Query(ctx, `SELECT member_id, from_tier FROM tier_change WHERE merchant_id = $1 AND at >= $2 ORDER BY member_id, at DESC, id DESC`,
		keep, tx.MerchantID(), p.ask.Until)
}

// would fills the figures that the world tells at its end.
func (p *player) would() {
	r := &p.report
	r.Would.Upgrades, r.Would.Downgrades = p.world.Moves(p.ask.From)
	r.Would.PointsExpired = p.world.Expired() - p.expired
	for i := range p.persons {
		if !p.erased[i] {
			r.Would.PointsOwed += p.world.State(i).Points
		}
	}
	for _, s := range []struct {
		side *Side
		rate rate
	}{{&r.Was, p.sums.was}, {&r.Would, p.sums.would}} {
		s.side.ValuePoints, s.side.ValueMinor = s.rate.points, s.rate.minor
		s.side.OwedMinor = s.rate.of(s.side.PointsOwed)
		s.side.CostMinor = s.side.DiscountMinor + s.rate.of(s.side.PointsGiven-s.side.PointsBack)
	}
}

// standing compares the tiers that are held with those that would be.
func (p *player) standing(tiers map[int64]string) {
	r := &p.report
	lines := map[string]*Tier{}
	line := func(code string) *Tier {
		if lines[code] == nil {
			lines[code] = &Tier{Code: code}
		}
		return lines[code]
	}
	moves := map[[2]string]int64{}
	for i := range p.persons {
		if p.erased[i] {
			continue
		}
		was, would := tiers[p.persons[i].ID], p.world.State(i).Tier
		if was == "" && would == "" {
			continue // not a member then, under either
		}
		if was != "" {
			r.Was.Members++
		}
		if would != "" {
			r.Would.Members++
		}
		moves[[2]string{was, would}]++
		line(was).Was++
		t := line(would)
		t.Would++
		t.WasMinor += p.sums.persons[i].was.minor(p.sums.was)
		t.WouldMinor += p.sums.persons[i].would.minor(p.sums.would)
	}
	heights := p.name(lines)
	for _, t := range lines {
		r.Tiers = append(r.Tiers, *t)
	}
	slices.SortFunc(r.Tiers, func(a, b Tier) int {
		return cmp.Or(cmp.Compare(heights[a.Code], heights[b.Code]), cmp.Compare(a.Code, b.Code))
	})
	for k, n := range moves {
		r.Moves = append(r.Moves, Move{From: k[0], To: k[1], Members: n})
	}
	slices.SortFunc(r.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(heights[a.From], heights[b.From]), cmp.Compare(a.From, b.From), cmp.Compare(heights[a.To], heights[b.To]), cmp.Compare(a.To, b.To))
	})
}

// name gives tiers their names, with those of both programmes that nobody holds, and answers their places.
func (p *player) name(lines map[string]*Tier) map[string]int {
	heights := map[string]int{"": -1}
	for _, doc := range []*program.Document{p.program.Document(), p.now} {
		for i := range doc.Tiers {
			t := &doc.Tiers[i]
			if _, known := heights[t.Code]; known {
				continue
			}
			if heights[t.Code] = i; lines[t.Code] == nil {
				lines[t.Code] = &Tier{Code: t.Code}
			}
			lines[t.Code].Name = t.Name
		}
	}
	return heights
}

// lists makes lists of what was summed by key.
func (p *player) lists() {
	r, s := &p.report, p.sums
	names := p.names()
	for k, amount := range s.rules {
		one := Rule{Code: k.code, Kind: k.kind, Name: names[k], Was: amount[0], Would: amount[1]}
		switch k.kind {
		case discountKind:
			one.WasMinor, one.WouldMinor = one.Was, one.Would
		case string(program.AssetPoints):
			one.WasMinor, one.WouldMinor = s.was.of(one.Was), s.would.of(one.Would)
		}
		if one.Was != 0 || one.Would != 0 {
			r.Rules = append(r.Rules, one)
		}
	}
	slices.SortFunc(r.Rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(max(b.Was, b.Would), max(a.Was, a.Would)), cmp.Compare(a.Code, b.Code))
	})
	for on, m := range s.months {
		r.Months = append(r.Months, Month{
			On: on, Orders: m.orders, Was: m.was.points, Would: m.would.points, WasMinor: m.was.minor(s.was), WouldMinor: m.would.minor(s.would),
		})
	}
	slices.SortFunc(r.Months, func(a, b Month) int { return cmp.Compare(a.On, b.On) })
	for code, c := range s.categories {
		r.Categories = append(r.Categories, Category{
			Code: code, SalesMinor: c.sales, Was: c.was.points, Would: c.would.points, WasMinor: c.was.minor(s.was), WouldMinor: c.would.minor(s.would),
		})
	}
	slices.SortFunc(r.Categories, func(a, b Category) int {
		return cmp.Or(cmp.Compare(b.WouldMinor, a.WouldMinor), cmp.Compare(b.SalesMinor, a.SalesMinor), cmp.Compare(a.Code, b.Code))
	})
	r.Categories = r.Categories[:min(len(r.Categories), MaxCategories)]
}

// names are those of rules, tiers and benefits of both programmes, the one in question first.
func (p *player) names() map[ruleKey]program.Text {
	out := map[ruleKey]program.Text{}
	note := func(kind, code string, name deal.Text) {
		if k := (ruleKey{kind, code}); out[k] == (program.Text{}) {
			out[k] = name
		}
	}
	points := string(program.AssetPoints)
	called := p.program.Document().Points.Name
	note(points, couponRule, program.Text{Zh: "优惠券多倍" + called.In("zh"), En: "More " + called.In("en") + " by coupons"})
	for code, name := range p.planNames {
		note(discountKind, code, name)
		note(points, "plan:"+code, name)
	}
	for _, doc := range []*program.Document{p.program.Document(), p.now} {
		for i := range doc.Earning {
			note(string(doc.Earning[i].Asset), doc.Earning[i].Code, doc.Earning[i].Name)
		}
		for i := range doc.Tiers {
			note(points, "tier:"+doc.Tiers[i].Code, doc.Tiers[i].Name)
		}
		for i := range doc.Benefits {
			b := &doc.Benefits[i]
			note(discountKind, b.Code, b.Name)
			note(points, b.Code, b.Name)
			note(points, "benefit:"+b.Code, b.Name)
		}
	}
	return out
}

// movers are the members who gain most (sign 1) or lose most (sign −1). Nobody who was erased is among them.
func (p *player) movers(sign int64, tiers map[int64]string) []Mover {
	var out []Mover
	for _, i := range p.sums.movers(sign) {
		if p.erased[i] {
			continue
		}
		got := &p.sums.persons[i]
		id := p.persons[i].ID
		out = append(out, Mover{
			MemberID: id, DeltaMinor: p.sums.delta(i), DeltaPoints: got.would.points - got.was.points,
			WasMinor: got.was.minor(p.sums.was), WouldMinor: got.would.minor(p.sums.would), WasPoints: got.was.points, WouldPoints: got.would.points,
			WasDiscount: got.was.discount, WouldDiscount: got.would.discount, WasTier: tiers[id], WouldTier: p.world.State(i).Tier, SpendMinor: p.sums.spend[i],
		})
	}
	return out
}
