package gives

import (
	"context"
	"fmt"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Reward is one thing that is given; it has the fields of its kind.
type Reward struct {
	Kind       string `json:"kind" enum:"points,growth,bonus,commission,coupon,pack,entitlement,draw_chances,plan_days,tier_days,tag,gift"`
	Amount     int64  `json:"amount,omitempty" minimum:"0" maximum:"10000000000" doc:"Of points, growth, bonus and commission; the last two in minor units"`
	TemplateID string `json:"template_id,omitempty" maxLength:"32" doc:"Of kind coupon: cpt_…"`
	Quantity   int64  `json:"quantity,omitempty" minimum:"0" maximum:"1000" doc:"Of coupons, uses, chances and gifts; 1 where absent"`
	PackID     string `json:"pack_id,omitempty" maxLength:"32" doc:"Of kind pack: pck_…"`
	Benefit    string `json:"benefit,omitempty" maxLength:"64" doc:"Of kinds entitlement and draw_chances: the code of the benefit or the activity"`
	PlanID     string `json:"plan_id,omitempty" maxLength:"32" doc:"Of kind plan_days: pln_…"`
	Days       int64  `json:"days,omitempty" minimum:"0" maximum:"36500" doc:"Of kinds plan_days and tier_days"`
	Tier       string `json:"tier,omitempty" maxLength:"64" doc:"Of kind tier_days: a tier of the programme, held for so many days beside what the conditions give"`
	Tag        string `json:"tag,omitempty" maxLength:"64"`
	SKU        string `json:"sku,omitempty" maxLength:"64" doc:"Of kind gift: the article that the exchange coupon is good for"`
}

// Read is what was sent, in the words of the rooms; field is the path of the list, such as "rewards".
func Read(list []Reward, field string) ([]item.Item, error) {
	out := make([]item.Item, len(list))
	var refused []*fault.Error
	id := func(prefix, text, path string) int64 {
		n, err := shell.IDOr0(prefix, path, text)
		if err != nil {
			refused = append(refused, fault.As(err))
		}
		return n
	}
	for i, r := range list {
		at := fmt.Sprintf("%s[%d].", field, i)
		out[i] = item.Item{
			Kind: item.Kind(r.Kind), Amount: r.Amount, Quantity: r.Quantity, Benefit: r.Benefit, Days: r.Days, Tier: r.Tier, Tag: r.Tag, SKU: r.SKU,
			TemplateID: id("cpt", r.TemplateID, at+"template_id"), PackID: id("pck", r.PackID, at+"pack_id"),
			PlanID: id("pln", r.PlanID, at+"plan_id"),
		}
	}
	return out, fault.Join(refused...)
}

// ReadBudgets is the numbers of the budgets that budget_ids names. Returns budget.ErrUnknown where one is not there.
func ReadBudgets(ctx context.Context, tx *store.Tx, list []string) (ids []int64, err error) {
	for i, text := range list {
		id, err := shell.ID("bud", fmt.Sprintf("budget_ids[%d]", i), text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		_, err = budget.Open(ctx, tx, ids, nil)
	}
	return ids, err
}

// ShowBudgets is budgets outside.
func ShowBudgets(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = store.FormatID("bud", id)
	}
	return out
}

// Show is rewards outside.
func Show(list []item.Item) []Reward {
	out := make([]Reward, len(list))
	for i, it := range list {
		out[i] = show(it)
	}
	return out
}

func show(it item.Item) Reward {
	return Reward{
		Kind: string(it.Kind), Amount: it.Amount, TemplateID: shell.Named("cpt", it.TemplateID), Quantity: it.Quantity, PackID: shell.Named("pck", it.PackID),
		Benefit: it.Benefit, PlanID: shell.Named("pln", it.PlanID), Days: it.Days, Tier: it.Tier, Tag: it.Tag, SKU: it.SKU,
	}
}

// Grant is something given or taken other than by an order.
type Grant struct {
	ID          string    `json:"id" doc:"grt_…"`
	MemberID    string    `json:"member_id"`
	Kind        string    `json:"kind" doc:"adjustment or reward"`
	Asset       string    `json:"asset,omitempty" doc:"Where it is an amount of one asset: which"`
	Amount      int64     `json:"amount,omitempty" doc:"Of the asset; below 0 where it was taken by hand"`
	TakenBack   int64     `json:"taken_back" doc:"Of the asset"`
	Rewards     []Part    `json:"rewards" doc:"Everything given; packs are taken apart"`
	State       string    `json:"state" doc:"given or revoked"`
	Reason      string    `json:"reason"`
	Rule        string    `json:"rule,omitempty"`
	Root        string    `json:"root,omitempty" doc:"The fact that it goes back to"`
	MadeBy      string    `json:"made_by"`
	At          wire.Time `json:"at"`
	CostMinor   int64     `json:"cost_minor" doc:"What it is reckoned to cost"`
	Unrecovered int64     `json:"unrecovered_minor" doc:"Of a revoked one: the cost of what was used already"`
	RevokedAt   wire.Time `json:"revoked_at,omitempty"`
}

// Part is one reward of a grant, and what became of it.
type Part struct {
	Reward
	FromPack  string `json:"from_pack,omitempty" doc:"The pack that it came out of: pck_…"`
	TakenBack int64  `json:"taken_back" doc:"How many of it"`
	CostMinor int64  `json:"cost_minor"`
}

// GrantOf is a grant outside.
func GrantOf(g *reward.Granted) Grant {
	out := Grant{
		ID: store.FormatID("grt", g.ID), MemberID: store.FormatID("mem", g.MemberID), Kind: g.Kind, State: g.State, Reason: g.Reason, Rule: g.Rule,
		Root: org.Reference(g.Root), MadeBy: org.Reference(g.MadeBy), At: wire.At(g.At), CostMinor: g.CostMinor, Unrecovered: g.UnrecoveredMinor,
		Rewards: make([]Part, len(g.Parts)),
	}
	for i := range g.Parts {
		p := &g.Parts[i]
		out.Rewards[i] = Part{Reward: show(p.Item), FromPack: shell.Named("pck", p.PackID), TakenBack: p.TakenBack, CostMinor: p.CostMinor}
	}
	if len(g.Parts) == 1 && g.Parts[0].IsLedger() {
		out.Asset, out.Amount, out.TakenBack = string(g.Parts[0].Kind), g.Parts[0].Amount, g.Parts[0].TakenBack
	}
	if g.RevokedAt != calendar.Never {
		out.RevokedAt = wire.At(g.RevokedAt)
	}
	return out
}
