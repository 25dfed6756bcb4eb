package check

import (
	"context"

	"regulars/internal/dossier"
	"regulars/internal/member"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/store"
)

// page is some members in one snapshot, with what of them is compared.
type page struct {
	*checker
	ctx     context.Context
	tx      *store.Tx
	members []person        // in the order of ids
	ids     []int64         // of members
	owners  map[int64]int64 // records (members and those merged into them) to members
	records []int64         // their ids
	heads   map[int64]head
	taken   map[int64]*hand.Taken
	causes  map[cause]sums
	pasts   map[int64]*dossier.Past
}

// person is a member of the page.
type person struct {
	id     int64
	status member.Status
}

const sqlMembers = `SELECT id, status FROM member WHERE merchant_id = $1 AND alias_of = 0 AND id > $2 ORDER BY id LIMIT $3`

// members goes over all members, page by page.
func (c *checker) members(ctx context.Context) error {
	for after := int64(0); ; {
		p := &page{checker: c, ctx: ctx}
		err := c.view(ctx, func(tx *store.Tx) error {
			p.tx, p.members, p.ids = tx, nil, nil
			err := tx.Query(ctx, sqlMembers, func(r store.Row) error {
				var one person
				err := r.Scan(&one.id, (*string)(&one.status))
				p.members, p.ids = append(p.members, one), append(p.ids, one.id)
				return err
			}, tx.MerchantID(), after, membersPage)
			if err != nil || len(p.members) == 0 {
				return err
			}
			return p.check()
		})
		if err != nil || len(p.members) < membersPage {
			return err
		}
		after = p.members[len(p.members)-1].id
	}
}

func (p *page) check() error {
	var err error
	if p.owners, err = member.Records(p.ctx, p.tx, p.ids); err != nil {
		return err
	}
	p.records = p.records[:0]
	for id := range p.owners {
		p.records = append(p.records, id)
	}
	for _, part := range []func() error{p.loadCauses, p.loadHeads, p.orders, p.returns, p.grants, p.redemptions, p.value, p.leftover, p.statistics, p.uses, p.tiers, p.identities} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// orders walks the page's orders and keeps what they say of the members.
func (p *page) orders() (err error) {
	p.pasts, err = dossier.Pasts(p.ctx, p.tx, p.ids, func(s dossier.Standing) error {
		p.owns(s)
		p.spends(s)
		return p.order(s.Order, s.Kept)
	})
	for _, past := range p.pasts {
		for key, used := range past.Budgets {
			p.budgets[key] += used
		}
	}
	return err
}

// statistics compares the statistics and days with those that the documents make.
func (p *page) statistics() error {
	bk, err := member.Open(p.ctx, p.tx, p.ids, member.BookNeed{Days: member.AllDays})
	if err != nil {
		return err
	}
	for _, id := range bk.IDs() {
		for _, text := range bk.Differences(id, p.pasts[id].History) {
			p.find("member", 4, store.FormatID("mem", id), "%s", text)
		}
	}
	return nil
}

// returns holds the sums of unlinked returns against the ledger.
func (p *page) returns() error {
	list, err := back.ReturnsOf(p.ctx, p.tx, p.records)
	for _, b := range list {
		_, points, growth := b.Unmatched()
		p.compare(cause{p.holder(b.MemberID), "return", b.ID}, sums{points: -points, growth: -growth}, store.FormatID("ret", b.ID))
	}
	return err
}
