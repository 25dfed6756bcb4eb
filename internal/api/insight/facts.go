package insight

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/insight"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// FactOut is one thing that became known lately.
type FactOut struct {
	Number      int64     `json:"number" doc:"Rises with each fact of the merchant"`
	Kind        string    `json:"kind" doc:"Of its event, such as order.recorded"`
	At          wire.Time `json:"at" doc:"When it happened"`
	TakenAt     wire.Time `json:"taken_at" doc:"When it became known"`
	Text        string    `json:"text" doc:"In one sentence, in the caller's language"`
	MemberID    string    `json:"member_id,omitempty" doc:"mem_…"`
	MemberName  string    `json:"member_name,omitempty" doc:"Masked unless the caller may see names; absent where the caller sees no members"`
	MemberCode  string    `json:"member_code,omitempty" doc:"External id or card of a member without a name; masked likewise"`
	OrderID     string    `json:"order_id,omitempty" doc:"ord_…"`
	RefundID    string    `json:"refund_id,omitempty" doc:"ref_…"`
	ReturnID    string    `json:"return_id,omitempty" doc:"ret_…"`
	StoreID     string    `json:"store_id,omitempty" doc:"sto_…"`
	AmountMinor *int64    `json:"amount_minor" doc:"Money that was paid or given back; null where it is about none"`
	Points      *int64    `json:"points" doc:"Points that it gave, below 0 where it took them; null where it is about none"`
	Tier        string    `json:"tier,omitempty" doc:"Code of the tier after"`
}

// FactsOut is the latest facts.
type FactsOut struct {
	Data   []FactOut `json:"data" doc:"Newest first"`
	Cursor string    `json:"cursor" doc:"Where GET /v1/live goes on, as its after"`
}

// addFacts registers the latest facts.
func addFacts(t *shell.Table) {
	type in struct {
		Limit int `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"How many at most"`
	}
	shell.Read(t, shell.Op{
		ID: "fact.list", Method: http.MethodGet, Path: "/v1/facts", Group: group, En: "What happened lately", Zh: "最新动态", Permission: string(org.ReportsRead),
		Detail: "The latest orders, refunds, new members, changes of tier and the like, in words, newest first. The last 2,000 are kept. Who works in some stores sees what happened there alone.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *in) (FactsOut, error) {
		stores, err := storesOf(c, "")
		if err != nil {
			return FactsOut{}, err
		}
		facts, last, err := insight.Latest(ctx, tx, insight.FactsIn{Stores: stores, Limit: in.Limit})
		if err != nil {
			return FactsOut{}, err
		}
		doc, err := document(ctx, tx)
		if err != nil {
			return FactsOut{}, err
		}
		out := FactsOut{Data: make([]FactOut, len(facts)), Cursor: cursorOf(insight.Place{Fact: last, At: tx.Now()})}
		voice := voiceOf(c, c.Language(), doc)
		for i := range facts {
			out.Data[i] = factOut(voice, &facts[i])
		}
		return out, nil
	})
}

// document is the programme in force.
func document(ctx context.Context, tx *store.Tx) (*program.Document, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	return ed.Document(), nil
}

// voiceOf tells facts as the caller may hear them.
func voiceOf(c *shell.Call, language string, doc *program.Document) insight.Voice {
	v := insight.Voice{Language: language, Currency: c.Scope().Merchant.Currency, Program: doc}
	switch who := c.Who(); {
	case who.May(org.MembersRead) && who.May(org.MembersReveal):
		v.Mask = func(name string) string { return name }
		v.MaskCode = v.Mask
	case who.May(org.MembersRead):
		v.Mask, v.MaskCode = vault.MaskName, vault.MaskCode
	}
	return v
}

// factOut is a fact outside.
func factOut(v insight.Voice, f *insight.Fact) FactOut {
	out := FactOut{
		Number: f.Number, Kind: f.Kind, At: wire.At(f.At), TakenAt: wire.At(f.TakenAt), Text: v.Sentence(f),
		MemberID: shell.Named("mem", f.MemberID), StoreID: shell.Named("sto", f.StoreID),
	}
	if v.Mask != nil && f.Name != "" {
		out.MemberName = v.Mask(f.Name)
	}
	if v.MaskCode != nil && f.Code != "" {
		out.MemberCode = v.MaskCode(f.Code)
	}
	switch f.Kind {
	case order.EventRecorded, order.EventClaimed:
		out.OrderID = shell.Named("ord", f.Subject)
		out.AmountMinor, out.Points = number(f, "payable_minor"), number(f, "points_earned")
	case order.EventRefunded:
		out.OrderID, out.RefundID = f.Str("order_id"), shell.Named("ref", f.Subject)
		out.AmountMinor, out.Points = number(f, "amount_minor"), number(f, "points_clawed_back")
		if out.Points != nil {
			*out.Points = -*out.Points
		}
	case order.EventReturned:
		out.ReturnID, out.AmountMinor = shell.Named("ret", f.Subject), number(f, "amount_minor")
	}
	if f.Str("asset") == "points" {
		out.Points = number(f, "amount")
	}
	if _, ok := f.Data["move"]; ok {
		out.Tier = f.Str("to")
	}
	return out
}

// number is a number of a fact; nil where it has none.
func number(f *insight.Fact, name string) *int64 {
	if _, ok := f.Data[name]; !ok {
		return nil
	}
	n := f.Int(name)
	return &n
}
