package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/order/register"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/staff"
	"regulars/internal/store"
)

const (
	merchantName = "贝瓜母婴"
	keyName      = "收银与商城接口"
	wechatApp    = "wxdemo0000000001"
)

// found makes the merchant with all that it needs to open, in one commit; where an earlier run has, it only reads.
func (p *player) found(ctx context.Context) error {
	if p.resumed {
		return p.readHouse(ctx)
	}
	p.o.Progress("founding", 0, 1)
	hash, err := staff.HashPassword(ctx, p.db, Password)
	if err != nil {
		return err
	}
	p.clock.set(firstDay(p.end.Day(p.zone)).Start(p.zone).Add(9 * time.Hour))
	p.scope, err = staff.Found(ctx, p.past, staff.FoundIn{
		Merchant: org.CreateMerchantIn{Slug: Slug, Name: merchantName, Currency: "CNY", Zone: zoneName, Language: "zh"},
		Owner:    staff.AddIn{Email: p.data.staff[0].email, Name: p.data.staff[0].name, PasswordHash: hash},
		Also:     func(ctx context.Context, tx *store.Tx) error { return p.furnish(ctx, tx, hash) },
	})
	if err != nil {
		return err
	}
	p.o.Progress("founding", 1, 1)
	return p.readHouse(ctx)
}

// furnish is the part of the founding after the merchant and its owner.
func (p *player) furnish(ctx context.Context, tx *store.Tx, hash string) error {
	ids := map[string]int64{}
	for _, s := range p.data.shops {
		made, err := org.AddStore(ctx, tx, org.StoreIn{Code: s.code, Name: s.name, Kind: s.kind, Region: s.region, Address: s.address, Phone: s.phone})
		if err != nil {
			return err
		}
		ids[s.code] = made.ID
	}
	for _, c := range p.data.staff[1:] {
		in := staff.AddIn{Email: c.email, Name: c.name, Role: org.Role(c.role), AllStores: c.stores == "*", PasswordHash: hash}
		if !in.AllStores {
			in.Stores = []int64{ids[c.stores]}
		}
		if _, err := staff.Add(ctx, tx, in); err != nil {
			return err
		}
	}
	if err := p.stock(ctx, tx); err != nil {
		return err
	}
	if err := p.ask(ctx, tx); err != nil {
		return err
	}
	doc, err := program.Parse(p.data.programs[0])
	if err != nil {
		return err
	}
	if _, err := edition.Start(ctx, tx, doc); err != nil {
		return err
	}
	key, made, err := staff.MakeKey(ctx, tx, staff.MakeKeyIn{Name: keyName})
	if err != nil {
		return err
	}
	p.key, p.keyID = key, made.ID
	for name, n := range map[string]int64{markFound: int64(p.end), markSize: int64(p.members), markSeed: int64(p.o.Seed)} {
		if err := keep(ctx, tx, name, n); err != nil {
			return err
		}
	}
	return nil
}

// stock puts categories and products on the shelf.
func (p *player) stock(ctx context.Context, tx *store.Tx) error {
	groups := make([]catalog.Category, len(p.data.groups))
	for i, g := range p.data.groups {
		groups[i] = catalog.Category{Code: g.code, Name: g.name, Parent: g.parent, Position: int64(i + 1), MarginBp: g.margin}
	}
	saved, err := catalog.SaveCategories(ctx, tx, groups)
	if err := refusedOf(saved, err); err != nil {
		return err
	}
	products := make([]catalog.Product, len(p.data.products))
	for i, x := range p.data.products {
		cost := x.cost
		products[i] = catalog.Product{SKU: x.sku, Name: x.name, Category: x.category, Type: x.kind, PriceMinor: x.price, CostMinor: &cost}
	}
	saved, err = catalog.Save(ctx, tx, products)
	return refusedOf(saved, err)
}

func refusedOf(saved []catalog.Saved, err error) error {
	for i := range saved {
		if err == nil && saved[i].Err != nil {
			err = saved[i].Err
		}
	}
	return err
}

// ask makes the merchant's own attributes, segments and rules for tags.
func (p *player) ask(ctx context.Context, tx *store.Tx) error {
	for _, a := range p.data.traits.Attributes {
		d := trait.Definition{Code: a.Code, Type: a.Type, Sensitive: a.Sensitive, LabelEn: a.Label.En, LabelZh: a.Label.Zh, WhyEn: a.Why.En, WhyZh: a.Why.Zh}
		for _, c := range a.Choices {
			d.Choices = append(d.Choices, trait.AttributeChoice{Code: c.Code, En: c.En, Zh: c.Zh})
		}
		if _, err := trait.SaveDefinition(ctx, tx, d); err != nil {
			return err
		}
	}
	for _, s := range p.data.traits.Segments {
		if _, err := segment.Save(ctx, tx, segment.Segment{Name: s.Name, Kind: segment.Dynamic, Condition: s.Condition, Note: s.Note}); err != nil {
			return fmt.Errorf("segment %s: %w", s.Name, err)
		}
	}
	for _, t := range p.data.traits.Rules {
		if _, err := segment.SaveTagRule(ctx, tx, segment.TagRule{Tag: t.Tag, Condition: t.Condition, Enabled: true}); err != nil {
			return fmt.Errorf("rule %s: %w", t.Tag, err)
		}
	}
	return nil
}

// readHouse finds shops, staff and the key that the orders were sent with.
func (p *player) readHouse(ctx context.Context) error {
	return p.db.View(ctx, p.scope, func(tx *store.Tx) error {
		codes := make([]string, len(p.data.shops))
		for i := range p.data.shops {
			codes[i] = p.data.shops[i].code
		}
		stores, err := org.StoresByCode(ctx, tx, codes)
		if err != nil {
			return err
		}
		p.shops = make([]int64, len(codes))
		for i, code := range codes {
			p.shops[i] = stores[code].ID
		}
		people, err := staff.List(ctx, tx, 0, 100)
		if err != nil {
			return err
		}
		for _, s := range people {
			p.actors[s.Email] = store.Actor{Kind: "staff", ID: s.ID, Name: s.Name}
		}
		keys, err := staff.ListKeys(ctx, tx, 0, 1)
		if len(keys) > 0 {
			p.keyID = keys[0].ID
		}
		return err
	})
}

// cashier is who works in a shop, by e-mail; "" for none.
func (p *player) cashier(shop int) string {
	for _, c := range p.data.staff {
		if c.stores == p.data.shops[shop].code {
			return c.email
		}
	}
	return ""
}

// enrolling is a family as it signs up.
func (s *story) enrolling(f *household, p *player) member.EnrolIn {
	r := rand.New(rand.NewPCG(s.in.seed, 1<<45+uint64(f.number)))
	in := member.EnrolIn{
		Identities: member.Identities{Phone: f.phone, Card: f.card, Email: f.email, ExternalID: f.external()},
		Name:       f.name, Address: f.address, Gender: f.gender, Birthday: f.birthday, StoreID: p.shops[f.home], Channel: f.channel, Campaign: f.campaign,
		Attributes: f.attributes(r), Tags: f.tags(r, s.last), Consents: f.consents(r), JoinedAt: f.joined,
	}
	if r.Float64() < 0.4 {
		in.AdviserID = p.actors[p.cashier(f.home)].ID
	}
	if f.openID != "" {
		in.OpenID, in.AppID = f.openID, wechatApp
	}
	if f.referrer >= 0 {
		in.ReferrerID = s.families[f.referrer].id
	}
	return in
}

// recall finds the ids of what an earlier run has recorded.
func (p *player) recall(ctx context.Context) error {
	if !p.resumed {
		return nil
	}
	return p.db.View(ctx, p.scope, func(tx *store.Tx) error {
		const page = 500
		all := p.story.families
		for from := 0; from < len(all); from += page {
			part := all[from:min(from+page, len(all))]
			refs := make([]member.Ref, len(part))
			for i, f := range part {
				refs[i].ExternalID = f.external()
			}
			ids, err := member.Resolve(ctx, tx, refs)
			if err != nil {
				return err
			}
			for i, f := range part {
				f.id = ids[i]
			}
		}
		return p.recallSales(ctx, tx)
	})
}

func (p *player) recallSales(ctx context.Context, tx *store.Tx) error {
	ids := map[[2]string]int64{}
	place := &register.Place{}
	for place != nil {
		rows, next, err := register.List(ctx, tx, register.Filter{}, *place, register.MaxPage)
		if err != nil {
			return err
		}
		for _, o := range rows {
			ids[[2]string{o.Source, o.Number}] = o.ID
		}
		place = next
	}
	for _, o := range p.story.sales {
		o.id = ids[[2]string{o.source, o.number}]
	}
	return nil
}

// result reads what there is, and answers the ways in.
func (p *player) result(ctx context.Context) (Result, error) {
	out := Result{Merchant: p.scope.Merchant, Repeated: p.finished, Key: p.key}
	for _, c := range p.data.staff {
		out.Logins = append(out.Logins, Login{Role: org.Role(c.role), Name: strings.TrimSpace(c.name), Email: c.email, Password: Password})
	}
	if !p.finished && p.key == "" { // the run that made the key was killed before it could show it
		if err := p.renewKey(ctx); err != nil {
			return out, err
		}
		out.Key = p.key
	}
	err := p.db.View(ctx, p.scope, func(tx *store.Tx) error { return count(ctx, tx, &out.Counts) })
	return out, err
}

func (p *player) renewKey(ctx context.Context) error {
	return p.db.Tx(ctx, p.scope, func(tx *store.Tx) error {
		if err := staff.RevokeKey(ctx, tx, p.keyID); err != nil {
			return err
		}
		key, made, err := staff.MakeKey(ctx, tx, staff.MakeKeyIn{Name: keyName})
		p.key, p.keyID = key, made.ID
		return err
	})
}

const sqlCounts = `SELECT (SELECT COUNT(*) FROM org_store WHERE merchant_id = $1),
(SELECT COUNT(*) FROM catalog_product WHERE merchant_id = $1),
(SELECT COUNT(*) FROM member WHERE merchant_id = $1),
(SELECT COUNT(*) FROM member_child WHERE merchant_id = $1),
(SELECT COUNT(*) FROM order_head WHERE merchant_id = $1),
(SELECT COUNT(*) FROM order_head WHERE merchant_id = $1 AND member_id = 0),
(SELECT COUNT(*) FROM order_refund WHERE merchant_id = $1),
(SELECT COUNT(*) FROM order_return WHERE merchant_id = $1)`

func count(ctx context.Context, tx *store.Tx, c *Counts) error {
	return tx.Query(ctx, sqlCounts, func(r store.Row) error {
		return r.Scan(&c.Stores, &c.Products, &c.Members, &c.Children, &c.Orders, &c.GuestOrders, &c.Refunds, &c.Returns)
	}, tx.MerchantID())
}
