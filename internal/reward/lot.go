package reward

import (
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/ledger"
	"regulars/internal/program"
)

// Lot is what the ledger needs to know of something that a rule gave for a fact of that instant.
func Lot(ed *edition.Edition, e program.Earned, cause ledger.Cause, at calendar.Instant) ledger.In {
	in := ledger.In{Asset: ledger.Asset(e.Asset), Amount: e.Amount, Cause: cause, Rule: e.Rule, Version: ed.Number, At: at}
	if e.Asset != program.AssetPoints {
		return in
	}
	in.AvailableAt = ed.Program.AvailableAt(at)
	if ed.Program.Inactive() {
		in.IdleMonths = ed.Program.Document().Points.Expiry.Months
	} else {
		in.ExpiresAt = ed.Program.ExpiresAt(at)
	}
	return in
}
