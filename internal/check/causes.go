package check

import (
	"cmp"
	"fmt"
	"slices"

	"regulars/internal/ledger"
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
	points, growth, spentPoints, spentBonus, spentPrincipal int64
}

// String is the sums in words.
func (s sums) String() string {
	return fmt.Sprintf("points %d, growth %d, spent points %d, bonus %d, principal %d", s.points, s.growth, s.spentPoints, s.spentBonus, s.spentPrincipal)
}

const sqlCauses = `SELECT member_id, cause_kind, cause_id, asset, account, CAST(SUM(amount) AS bigint) FROM ledger_entry
	WHERE merchant_id = $1 AND member_id = ANY($2) AND account IN ('issued', 'spent', 'adjusted') AND cause_kind IN ('order', 'return', 'grant')
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

const sqlGrants = `SELECT id, member_id, asset, amount, taken_back, state FROM reward_grant WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id`

// grants holds what was given by rules of other rooms and by hand against the ledger.
func (p *page) grants() error {
	return p.tx.Query(p.ctx, sqlGrants, func(r store.Row) error {
		var id, of, amount, taken int64
		var asset, state string
		if err := r.Scan(&id, &of, &asset, &amount, &taken, &state); err != nil {
			return err
		}
		subject := store.FormatID("grt", id)
		if (state == "revoked") != (taken != 0) || taken != 0 && taken != amount {
			p.find("reward", 4, subject, "state is %s, %d of %d is taken back", state, taken, amount)
		}
		var want sums
		want.add(ledger.Asset(asset), false, amount-taken)
		p.compare(cause{p.holder(of), "grant", id}, want, subject)
		return nil
	}, p.tx.MerchantID(), p.records)
}
