package hand

import (
	"regulars/internal/benefit"
	"regulars/internal/ledger"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// notesOf is what an outcome, or what is kept of it, used of benefits, one note a benefit. Points on top count at what they are worth when they are
// spent. The entitlements that it used must be loaded.
func (bk *Books) notesOf(p *program.Program, made *deal.Made, earned []program.Earned) []benefit.Noted {
	var notes []benefit.Noted
	add := func(kind, code string, n benefit.Noted) {
		for i := range notes {
			if o := &notes[i]; o.Kind == kind && o.Benefit == code {
				o.Quantity, o.AmountMinor, o.CostMinor = o.Quantity+n.Quantity, o.AmountMinor+n.AmountMinor, o.CostMinor+n.CostMinor
				return
			}
		}
		n.Kind, n.Benefit = kind, code
		notes = append(notes, n)
	}
	for _, u := range p.BenefitUses(made, earned) {
		code, amount := u.Code, u.AmountMinor
		if u.Plan != "" {
			code = u.Plan + "/" + u.Code
		}
		if s := p.Document().Spending; u.Points > 0 && s.Points > 0 {
			amount += money.MulDiv(u.Points, s.Minor, s.Points, money.Floor)
		}
		add(string(u.Kind), code, benefit.Noted{Quantity: 1, AmountMinor: amount, CostMinor: amount + u.CostMinor})
	}
	if made == nil {
		return notes
	}
	for _, u := range made.Entitlements {
		if e := bk.held.Benefit.Find(u.ID); e != nil {
			n := e.Noted(ledger.Cause{}, u.Quantity, u.AmountMinor, benefit.NotedOn{})
			add(n.Kind, n.Benefit, n)
		}
	}
	return notes
}
