package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit/card"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/store"
)

// TextBody is a text in both languages.
type TextBody struct {
	Zh string `json:"zh,omitempty" maxLength:"200"`
	En string `json:"en,omitempty" maxLength:"200"`
}

// TimesCardBody is what a times card promises: so many uses of one thing, or, with lines, of several.
type TimesCardBody struct {
	Name       TextBody        `json:"name"`
	Summary    TextBody        `json:"summary,omitempty"`
	Uses       int64           `json:"uses,omitempty" minimum:"0" maximum:"10000" example:"10" doc:"At most 1000. With lines it is their sum, whatever is sent"`
	PriceMinor int64           `json:"price_minor" minimum:"0" maximum:"10000000000" example:"88000"`
	ListMinor  int64           `json:"list_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Price of one use alone: what a use counts when a member gives the card back for reasons of his own"`
	CostMinor  int64           `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of one use, to the merchant"`
	Gives      string          `json:"gives,omitempty" enum:",service,unit_free" doc:"unit_free: one unit of the goods in scope costs nothing on an order. Needed without lines"`
	Service    string          `json:"service,omitempty" maxLength:"200" doc:"Of service: what is done" example:"小儿推拿 30 分钟"`
	SKUs       []string        `json:"skus,omitempty" maxItems:"200" maxLength:"64" doc:"Of unit_free"`
	Categories []string        `json:"categories,omitempty" maxItems:"200" maxLength:"64" doc:"Codes"`
	Lines      []TimesCardLine `json:"lines,omitempty" maxItems:"10" doc:"Of a card that is good for several things: instead of list_minor to categories. The price is divided among them by what their uses cost alone"`
	Days       int             `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"Good for so many days after it was sold"`
	Until      string          `json:"until,omitempty" maxLength:"10" doc:"Or to the end of a day, YYYY-MM-DD; neither: without end"`
	Shared     bool            `json:"shared,omitempty" doc:"Family may use it: members whom the holder names"`
}

// TimesCardLine is so many uses of one thing on a card of several.
type TimesCardLine struct {
	Name       TextBody `json:"name"`
	Uses       int64    `json:"uses" minimum:"1" maximum:"1000" example:"5"`
	ListMinor  int64    `json:"list_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Price of one use alone; needed where there are several lines"`
	CostMinor  int64    `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of one use, to the merchant"`
	Gives      string   `json:"gives" enum:"service,unit_free"`
	Service    string   `json:"service,omitempty" maxLength:"200" doc:"Of service: what is done"`
	SKUs       []string `json:"skus,omitempty" maxItems:"200" maxLength:"64" doc:"Of unit_free"`
	Categories []string `json:"categories,omitempty" maxItems:"200" maxLength:"64" doc:"Codes"`
}

// TimesCardOut is a times card that is offered.
type TimesCardOut struct {
	ID      string `json:"id" doc:"tck_…"`
	Code    string `json:"code" doc:"A reward of the kind entitlement may name it as its benefit: so many uses, or so many cards where it has lines"`
	Active  bool   `json:"active" doc:"It is sold"`
	Version int64  `json:"version" doc:"The ETag"`
	TimesCardBody
	MadeAt wire.Time `json:"made_at"`
}

type cardByID struct {
	ID string `path:"id" maxLength:"32" doc:"tck_…"`
}

func (in cardByID) id() (int64, error) { return shell.PathID("tck", "times card", in.ID) }

// document is what the room takes. Refuses fields of the only line beside lines.
func (b *TimesCardBody) document() (card.Document, error) {
	d := card.Document{Name: deal.Text(b.Name), Summary: deal.Text(b.Summary), PriceMinor: b.PriceMinor, Days: b.Days, Until: b.Until, Shared: b.Shared}
	only := TimesCardLine{
		Uses: b.Uses, ListMinor: b.ListMinor, CostMinor: b.CostMinor, Gives: b.Gives, Service: b.Service, SKUs: b.SKUs, Categories: b.Categories,
	}
	if len(b.Lines) == 0 {
		d.Lines = []card.Line{only.line()}
		return d, nil
	}
	if b.Gives != "" || b.Service != "" || b.ListMinor != 0 || b.CostMinor != 0 || len(b.SKUs)+len(b.Categories) > 0 {
		return d, card.ErrLines.At("lines", nil)
	}
	for i := range b.Lines {
		d.Lines = append(d.Lines, b.Lines[i].line())
	}
	return d, nil
}

func (l *TimesCardLine) line() card.Line {
	return card.Line{
		Name: deal.Text(l.Name), Uses: l.Uses, ListMinor: l.ListMinor, CostMinor: l.CostMinor, Gives: deal.Gives(l.Gives), Service: l.Service,
		Scope: deal.ScopeTerms{SKUs: l.SKUs, Categories: l.Categories},
	}
}

func cardLine(l *card.Line) TimesCardLine {
	return TimesCardLine{
		Name: TextBody(l.Name), Uses: l.Uses, ListMinor: l.ListMinor, CostMinor: l.CostMinor, Gives: string(l.Gives), Service: l.Service,
		SKUs: l.Scope.SKUs, Categories: l.Scope.Categories,
	}
}

func cardOut(k *card.Kind) TimesCardOut {
	b := TimesCardBody{
		Name: TextBody(k.Name), Summary: TextBody(k.Summary), PriceMinor: k.PriceMinor, Days: k.Days, Until: k.Until, Shared: k.Shared,
	}
	for i := range k.Lines {
		l := cardLine(&k.Lines[i])
		b.Uses += l.Uses
		if len(k.Lines) > 1 {
			b.Lines = append(b.Lines, l)
			continue
		}
		b.ListMinor, b.CostMinor, b.Gives, b.Service, b.SKUs, b.Categories = l.ListMinor, l.CostMinor, l.Gives, l.Service, l.SKUs, l.Categories
	}
	return TimesCardOut{ID: store.FormatID("tck", k.ID), Code: k.Code, Active: k.Active, Version: k.Version, MadeAt: wire.At(k.MadeAt), TimesCardBody: b}
}

func showCard(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (TimesCardOut, error) {
	k, err := card.Get(ctx, tx, made.ID)
	if err != nil {
		return TimesCardOut{}, err
	}
	c.SetETag(k.Version)
	return cardOut(k), nil
}

// addCards registers times cards.
func addCards(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "times_card.list", Method: http.MethodGet, Path: "/v1/times-cards", Group: benefitGroup, En: "Times cards that are offered", Zh: "次卡列表", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[TimesCardOut], error) {
		list, err := card.List(ctx, tx)
		out := make([]TimesCardOut, len(list))
		for i, k := range list {
			out[i] = cardOut(k)
		}
		if err != nil {
			return shell.List[TimesCardOut]{}, err
		}
		return shell.Whole(out, *in, func(o *TimesCardOut) string { return o.ID })
	})
	type add struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"40" doc:"a–z, 0–9, - and _" example:"massage10"`
			TimesCardBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "times_card.add", Method: http.MethodPost, Path: "/v1/times-cards", Group: benefitGroup, En: "Offer a times card", Zh: "新建次卡", Permission: string(org.OffersWrite),
		Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		doc, err := in.Body.document()
		if err != nil {
			return store.Made{}, err
		}
		k, err := card.Create(ctx, tx, in.Body.Code, doc)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "times_card", ID: k.ID}, nil
	}, showCard)
	shell.Read(t, shell.Op{
		ID: "times_card.get", Method: http.MethodGet, Path: "/v1/times-cards/{id}", Group: benefitGroup, En: "Read a times card", Zh: "查看次卡", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *cardByID) (TimesCardOut, error) {
		id, err := in.id()
		if err != nil {
			return TimesCardOut{}, err
		}
		return showCard(ctx, tx, c, store.Made{ID: id})
	})
	type change struct {
		cardByID
		Body struct {
			Active bool `json:"active" doc:"false: it is not sold any more; what was sold stays good"`
			TimesCardBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "times_card.change", Method: http.MethodPut, Path: "/v1/times-cards/{id}", Group: benefitGroup, En: "Change a times card", Zh: "修改次卡", Permission: string(org.OffersWrite),
		IfMatch: true, Detail: "For cards that are sold from now on: what was sold keeps the terms it was sold with.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		doc, err := in.Body.document()
		if err != nil {
			return store.Made{}, err
		}
		_, err = card.Change(ctx, tx, card.ChangeIn{ID: id, Version: c.Version(), Document: doc, Active: in.Body.Active})
		return store.Made{Kind: "times_card", ID: id}, err
	}, showCard)
	addSales(t)
	addShare(t)
	addReport(t)
}

type shareIn struct {
	entitlementByID
	Body struct {
		Members []string   `json:"members" maxItems:"10" maxLength:"32" doc:"mem_…; none: the holder alone"`
		Proof   *ProofBody `json:"proof,omitempty" doc:"That the holder is there, where somebody new is let use it; a key with spend:trusted needs none"`
	}
}

// addShare registers who may use a card beside its holder.
func addShare(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "entitlement.share", Method: http.MethodPut, Path: "/v1/entitlements/{id}/sharers", Group: benefitGroup, En: "Say who but its holder may use a card", Zh: "设置次卡的亲友",
		Permission: string(org.MembersWrite), Keyed: true, KeyOmits: []string{"proof"},
	}, share)
}

func share(ctx context.Context, c *shell.Call, in *shareIn) (EntitlementOut, error) {
	var out EntitlementOut
	ref, err := in.ref()
	if err != nil {
		return out, err
	}
	req := card.ShareIn{EntitlementID: ref.ID}
	for _, text := range in.Body.Members {
		id, err := shell.ID("mem", "members", text)
		if err != nil {
			return out, err
		}
		req.With = append(req.With, id)
	}
	holder, err := holderOf(ctx, c, ref)
	if err != nil {
		return out, err
	}
	if req.Shown, err = Show(ctx, c, member.Ref{ID: holder}, in.Body.Proof); err != nil {
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		return store.Made{Kind: "entitlement", ID: ref.ID}, card.Share(ctx, tx, req)
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showEntitlement(ctx, tx, c, made)
		return err
	})
	return out, err
}
