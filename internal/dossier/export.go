package dossier

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/behaviour"
	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/member"
	"regulars/internal/member/privacy"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Document is what is known of one person; an entry a room.
type Document struct {
	ExportedAt calendar.Instant
	Merchant   string
	Currency   string
	Member     privacy.Dossier
	Tier       TierPart
	Ledger     LedgerPart
	Orders     []OrderPart
	Returns    []*back.Returned
	Holds      []*hand.Hold
	Grants     []*reward.Granted
	Acts       []behaviour.Outcome // what was decided for what the person did beside buying
	Held       HeldPart
	Redeemed   []mall.Told
	Simulated  []simulation.Entry // what programmes that were tried out would have given
	Audit      []org.Line
}

// TierPart is the tier and every change of it.
type TierPart struct {
	Code    string
	History []tier.Change
}

// LedgerPart is what is held, and every entry that led to it, newest first.
type LedgerPart struct {
	Points, Growth, Principal, Bonus, Commission ledger.Balance
	Entries                                      []ledger.Entry
}

// OrderPart is an order with what came back of it.
type OrderPart struct {
	Order   *order.Order
	Refunds []*back.Refunding
}

// Export is one JSON document of everything that every room knows of a person, the records that were merged into it included. Names are
// in snake_case, instants in RFC 3339, ids are texts. In a writing transaction the audit trail says that it was made.
//
// Returns member.ErrUnknown, also for an erased person.
func Export(ctx context.Context, tx *store.Tx, id int64) ([]byte, error) {
	doc := Document{ExportedAt: tx.Now(), Merchant: tx.Merchant().Name, Currency: tx.Currency()}
	var err error
	if doc.Member, err = privacy.Export(ctx, tx, id); err != nil {
		return nil, err
	}
	if id, err = member.Holder(ctx, tx, id); err != nil {
		return nil, err
	}
	records, err := member.WithAliases(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	x := &exporter{tx: tx, doc: &doc, id: id, records: records}
	for _, part := range []func(context.Context) error{x.tier, x.ledger, x.orders, x.grants, x.held, x.redeemed, x.simulated, x.audit} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	if tx.Writes() {
		err := org.Audit(ctx, tx, org.Change{Verb: "member.exported", Subject: org.Subject("member", id), MemberID: id})
		if err != nil {
			return nil, err
		}
	}
	return json.MarshalIndent(plain(doc), "", "  ")
}

// exporter is one run of Export.
type exporter struct {
	tx      *store.Tx
	doc     *Document
	id      int64
	records []int64
}

func (x *exporter) tier(ctx context.Context) error {
	bk, err := tier.Open(ctx, x.tx, []int64{x.id})
	if err != nil {
		return err
	}
	x.doc.Tier.Code = bk.Code(x.id)
	for _, id := range x.records {
		changes, err := tier.History(ctx, x.tx, id)
		if err != nil {
			return err
		}
		x.doc.Tier.History = append(x.doc.Tier.History, changes...)
	}
	return nil
}

func (x *exporter) ledger(ctx context.Context) error {
	bk, err := ledger.Open(ctx, x.tx, []int64{x.id}, ledger.Need{})
	if err != nil {
		return err
	}
	part := &x.doc.Ledger
	w := bk.Wallet(x.id)
	part.Points, part.Growth, part.Principal, part.Bonus = w.Of(ledger.Points), w.Of(ledger.Growth), w.Of(ledger.Principal), w.Of(ledger.Bonus)
	part.Commission = w.Of(ledger.Commission)
	before := int64(0)
	for {
		page, err := ledger.Entries(ctx, x.tx, ledger.EntriesIn{MemberID: x.id, Assets: ledger.Assets(), Before: before, Limit: exportPage})
		if err != nil {
			return err
		}
		part.Entries = append(part.Entries, page...)
		if len(page) < exportPage {
			return nil
		}
		before = page[len(page)-1].ID
	}
}

func (x *exporter) orders(ctx context.Context) error {
	_, err := Pasts(ctx, x.tx, []int64{x.id}, func(s Standing) error {
		refunds, err := back.Of(ctx, x.tx, s.Order.ID)
		x.doc.Orders = append(x.doc.Orders, OrderPart{s.Order, refunds})
		return err
	})
	if err != nil {
		return err
	}
	if x.doc.Returns, err = back.ReturnsOf(ctx, x.tx, x.records); err != nil {
		return err
	}
	x.doc.Holds, err = hand.Of(ctx, x.tx, x.records)
	return err
}

func (x *exporter) grants(ctx context.Context) error {
	for _, id := range x.records {
		after := int64(0)
		for {
			page, err := reward.ListGrants(ctx, x.tx, id, after, exportPage)
			if err != nil {
				return err
			}
			x.doc.Grants = append(x.doc.Grants, page...)
			if len(page) < exportPage {
				break
			}
			after = page[len(page)-1].ID
		}
	}
	var err error
	x.doc.Acts, err = behaviour.Export(ctx, x.tx, x.records)
	return err
}

func (x *exporter) simulated(ctx context.Context) (err error) {
	x.doc.Simulated, err = simulation.Export(ctx, x.tx, x.records)
	return err
}

func (x *exporter) redeemed(ctx context.Context) (err error) {
	x.doc.Redeemed, err = mall.Of(ctx, x.tx, x.records)
	return err
}

func (x *exporter) audit(ctx context.Context) error {
	for _, id := range x.records {
		before := int64(0)
		for {
			page, err := org.ListAudit(ctx, x.tx, org.AuditQuery{MemberID: id, Before: before, Limit: exportPage})
			if err != nil {
				return err
			}
			x.doc.Audit = append(x.doc.Audit, page...)
			if len(page) == 0 {
				break
			}
			before = page[len(page)-1].Number
		}
	}
	slices.SortFunc(x.doc.Audit, func(a, b org.Line) int { return int(a.Number - b.Number) })
	return nil
}
