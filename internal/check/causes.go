package check

import (
	"cmp"
	"fmt"
	"slices"

	"regulars/internal/ledger"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// cause is a document that entries were made for, and the member who has them.
type cause struct {
	member int64
	kind   string
	id     int64
}

// sums are what a document gave (above 0) and took (below 0), by asset.
type sums struct {
	points, growth, spentPoints, spentBonus, spentPrincipal, bonus, commission int64
}

// String is the sums in words.
func (s sums) String() string {
	return fmt.Sprintf("points %d, growth %d, bonus %d, commission %d, spent points %d, bonus %d, principal %d",
		s.points, s.growth, s.bonus, s.commission, s.spentPoints, s.spentBonus, s.spentPrincipal)
}

const sqlCauses = `SELECT member_id, cause_kind, cause_id, asset, account, CAST(SUM(amount) AS bigint) FROM ledger_entry
	WHERE merchant_id = $1 AND member_id = ANY($2) AND account IN ('issued', 'spent', 'adjusted') AND cause_kind IN ('order', 'return', 'grant', 'redemption', 'plan', 'card_sale')
	GROUP BY member_id, cause_kind, cause_id, asset, account`

// loadCauses sums the page's entries by cause.
func (p *page) loadCauses() error {
	p.causes = map[cause]sums{}
	return p.tx.Query(p.ctx, sqlCauses, func(r store.Row) error {
		var c cause
		var asset, account string
		var amount int64
		if err := r.Scan(&c.member, &c.kind, &c.id, &asset, &account, &amount); err != nil {
			return err
		}
		s := p.causes[c]
		s.add(ledger.Asset(asset), account == "spent", amount)
		p.causes[c] = s
		return nil
	}, p.tx.MerchantID(), p.ids)
}

func (s *sums) add(a ledger.Asset, spent bool, amount int64) {
	switch {
	case a == ledger.Points && spent:
		s.spentPoints += amount
	case a == ledger.Points:
		s.points += amount
	case a == ledger.Growth:
		s.growth += amount
	case a == ledger.Bonus && !spent:
		s.bonus += amount
	case a == ledger.Commission:
		s.commission += amount
	case a == ledger.Bonus:
		s.spentBonus += amount
	case a == ledger.Principal:
		s.spentPrincipal += amount
	}
}

// leftover finds sums of documents that are not the member's, or not there.
func (p *page) leftover() error {
	var over []cause
	for c, s := range p.causes {
		if s != (sums{}) {
			over = append(over, c)
		}
	}
	slices.SortFunc(over, func(a, b cause) int {
		return cmp.Or(cmp.Compare(a.member, b.member), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	})
	for _, c := range over {
		p.find("ledger", 13, store.FormatID("mem", c.member), "entries for %s %d, which is not this member's: %s", c.kind, c.id, p.causes[c])
	}
	return nil
}

const sqlGrants = `SELECT g.id, g.member_id, g.state, p.kind, p.amount, p.taken_back FROM reward_grant g
	JOIN reward_part p ON p.merchant_id = g.merchant_id AND p.grant_id = g.id
	WHERE g.merchant_id = $1 AND p.merchant_id = $1 AND g.member_id = ANY($2) ORDER BY g.id, p.position`

// granted is what of a grant the ledger must have.
type granted struct {
	id, member int64
	want       sums
}

// grants holds what was given by rules of other rooms and by hand against the ledger.
func (p *page) grants() error {
	var list []granted
	err := p.tx.Query(p.ctx, sqlGrants, func(r store.Row) error {
		var id, of, amount, taken int64
		var state, kind string
		if err := r.Scan(&id, &of, &state, &kind, &amount, &taken); err != nil {
			return err
		}
		if len(list) == 0 || list[len(list)-1].id != id {
			list = append(list, granted{id: id, member: of})
		}
		switch {
		case state == reward.Given && taken != 0, taken < 0, taken > max(amount, 0):
			p.find("reward", 4, store.FormatID("grt", id), "state is %s, %d of %d %s is taken back", state, taken, amount, kind)
		case state == reward.Revoked && taken != amount && slices.Contains(reward.Assets(), ledger.Asset(kind)):
			p.find("reward", 4, store.FormatID("grt", id), "it is revoked, and %d of %d %s is taken back", taken, amount, kind)
		}
		list[len(list)-1].want.add(ledger.Asset(kind), false, amount-taken)
		return nil
	}, p.tx.MerchantID(), p.records)
	for _, g := range list {
		p.compare(cause{p.holder(g.member), "grant", g.id}, g.want, store.FormatID("grt", g.id))
	}
	return err
}
