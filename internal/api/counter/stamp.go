package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/offer/deal"
	"regulars/internal/order/stamp"
	"regulars/internal/org"
	"regulars/internal/store"
)

// StampCardBody is what a stamp card promises.
type StampCardBody struct {
	Name       TextBody       `json:"name"`
	Summary    TextBody       `json:"summary,omitempty"`
	Counts     string         `json:"counts" enum:"order,unit" doc:"One stamp for an order, or one for each unit of the goods"`
	MinMinor   int64          `json:"min_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"The goods in scope cost at least so much, after discounts"`
	SKUs       []string       `json:"skus,omitempty" maxItems:"200" maxLength:"64" doc:"Goods that count; all where neither these nor categories are named"`
	Categories []string       `json:"categories,omitempty" maxItems:"200" maxLength:"64" doc:"Codes"`
	Channels   []string       `json:"channels,omitempty" maxItems:"4" maxLength:"16" doc:"pos, web, miniapp, h5; all where absent"`
	Needs      int64          `json:"needs" minimum:"1" maximum:"1000" doc:"Stamps of a full card" example:"10"`
	Rewards    []gives.Reward `json:"rewards" minItems:"1" maxItems:"20" doc:"What a full card gives"`
	BudgetIDs  []string       `json:"budget_ids,omitempty" maxItems:"5" maxLength:"32" doc:"Budgets that the rewards draw from: bud_…. Where one is at its end a full card waits, and is tried anew with the next order"`
	MaxRounds  int64          `json:"max_rounds,omitempty" minimum:"0" maximum:"1000" doc:"Full cards of one member; no limit where 0"`
	From       string         `json:"from,omitempty" maxLength:"10" doc:"First day, YYYY-MM-DD"`
	Until      string         `json:"until,omitempty" maxLength:"10" doc:"Last day"`
}

// StampCardOut is a stamp card that is offered.
type StampCardOut struct {
	ID      string `json:"id" doc:"stc_…"`
	Active  bool   `json:"active" doc:"Orders collect on it"`
	Version int64  `json:"version" doc:"The ETag"`
	StampCardBody
	MadeAt  wire.Time `json:"made_at"`
	Members int64     `json:"members" doc:"Who have collected on it"`
	Stamps  int64     `json:"stamps" doc:"Collected by all of them"`
	Rounds  int64     `json:"rounds" doc:"Full cards that gave their reward"`
}

// StampsOut is how far a member has come on a card.
type StampsOut struct {
	CardID  string         `json:"card_id" doc:"stc_…"`
	Name    string         `json:"name"`
	Needs   int64          `json:"needs"`
	On      int64          `json:"on" doc:"Stamps on the card that is being filled"`
	Stamps  int64          `json:"stamps" doc:"Collected so far"`
	Rounds  int64          `json:"rounds" doc:"Full cards so far"`
	Waiting int64          `json:"waiting" doc:"Full cards whose reward could not be given yet: a budget or a stock is at its end"`
	Rewards []gives.Reward `json:"rewards"`
	Active  bool           `json:"active"`
	Until   string         `json:"until,omitempty"`
}

type stampCardByID struct {
	ID string `path:"id" maxLength:"32" doc:"stc_…"`
}

func (in stampCardByID) id() (int64, error) { return shell.PathID("stc", "stamp card", in.ID) }

func (b *StampCardBody) document(ctx context.Context, tx *store.Tx) (stamp.Document, error) {
	items, err := gives.Read(b.Rewards, "rewards")
	if err != nil {
		return stamp.Document{}, err
	}
	budgets, err := gives.ReadBudgets(ctx, tx, b.BudgetIDs)
	return stamp.Document{
		Name: deal.Text(b.Name), Summary: deal.Text(b.Summary), Counts: b.Counts, MinMinor: b.MinMinor, SKUs: b.SKUs, Categories: b.Categories, Channels: b.Channels,
		Needs: b.Needs, Rewards: items, Budgets: budgets, MaxRounds: b.MaxRounds, From: b.From, Until: b.Until,
	}, err
}

func stampCardOut(c *stamp.Card, p stamp.Progress) StampCardOut {
	return StampCardOut{
		ID: store.FormatID("stc", c.ID), Active: c.Active, Version: c.Version, MadeAt: wire.At(c.MadeAt), Members: p.Members, Stamps: p.Stamps, Rounds: p.Rounds,
		StampCardBody: StampCardBody{
			Name: TextBody(c.Name), Summary: TextBody(c.Summary), Counts: c.Counts, MinMinor: c.MinMinor, SKUs: c.SKUs, Categories: c.Categories, Channels: c.Channels,
			Needs: c.Needs, Rewards: gives.Show(c.Rewards), BudgetIDs: gives.ShowBudgets(c.Budgets), MaxRounds: c.MaxRounds, From: c.From, Until: c.Until,
		},
	}
}

func showStampCard(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (StampCardOut, error) {
	k, err := stamp.Get(ctx, tx, made.ID)
	if err != nil {
		return StampCardOut{}, err
	}
	counted, err := stamp.Counted(ctx, tx, k)
	c.SetETag(k.Version)
	return stampCardOut(k, counted[k.ID]), err
}

// addStamps registers stamp cards.
func addStamps(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "stamp_card.list", Method: http.MethodGet, Path: "/v1/stamp-cards", Group: benefitGroup, En: "Stamp cards", Zh: "集点卡列表", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[StampCardOut], error) {
		list, err := stamp.List(ctx, tx)
		if err != nil {
			return shell.List[StampCardOut]{}, err
		}
		counted, err := stamp.Counted(ctx, tx, list...)
		out := make([]StampCardOut, len(list))
		for i, k := range list {
			out[i] = stampCardOut(k, counted[k.ID])
		}
		if err != nil {
			return shell.List[StampCardOut]{}, err
		}
		return shell.Whole(out, *in, func(o *StampCardOut) string { return o.ID })
	})
	type add struct{ Body StampCardBody }
	shell.Write(t, shell.Op{
		ID: "stamp_card.add", Method: http.MethodPost, Path: "/v1/stamp-cards", Group: benefitGroup, En: "Offer a stamp card", Zh: "新建集点卡", Permission: string(org.OffersWrite),
		Status: http.StatusCreated, Detail: "Orders placed from now on collect on it; what comes back takes its stamps, and the reward of a card that is no longer full, with it.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		d, err := in.Body.document(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		k, err := stamp.Create(ctx, tx, d)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "stamp_card", ID: k.ID}, nil
	}, showStampCard)
	shell.Get(t, shell.Op{
		ID: "stamp_card.get", Method: http.MethodGet, Path: "/v1/stamp-cards/{id}", Group: benefitGroup, En: "Read a stamp card", Zh: "查看集点卡", Permission: string(org.ProgramRead),
	}, stampCardByID.id, showStampCard)
	addStampChange(t)
}

// addStampChange registers the change of a card, and what a member has collected.
func addStampChange(t *shell.Table) {
	type change struct {
		stampCardByID
		Body struct {
			Active bool `json:"active" doc:"false: new orders do not collect on it"`
			StampCardBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "stamp_card.change", Method: http.MethodPut, Path: "/v1/stamp-cards/{id}", Group: benefitGroup, En: "Change a stamp card", Zh: "修改集点卡", Permission: string(org.OffersWrite),
		IfMatch: true, Detail: "Once somebody has collected on it, what counts and how many it needs stay.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		d, err := in.Body.document(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		_, err = stamp.Change(ctx, tx, stamp.ChangeIn{ID: id, Version: c.Version(), Document: d, Active: in.Body.Active})
		return store.Made{Kind: "stamp_card", ID: id}, err
	}, showStampCard)
	type stamps struct {
		memberPath
		shell.Part
	}
	shell.Read(t, shell.Op{
		ID: "member.stamps", Method: http.MethodGet, Path: "/v1/members/{id}/stamps", Group: benefitGroup, En: "A member's stamp cards", Zh: "会员的集点卡", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *stamps) (shell.List[StampsOut], error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return shell.List[StampsOut]{}, err
		}
		list, err := stamp.OfMember(ctx, tx, id)
		if err != nil {
			return shell.List[StampsOut]{}, err
		}
		out := make([]StampsOut, len(list))
		for i, p := range list {
			out[i] = StampsOut{
				CardID: store.FormatID("stc", p.Card.ID), Name: p.Card.Name.In(c.Language()), Needs: p.Card.Needs, On: p.On(), Stamps: p.Stamps, Rounds: p.Rounds, Waiting: p.Waiting(),
				Rewards: gives.Show(p.Card.Rewards), Active: p.Card.Active, Until: p.Card.Until,
			}
		}
		return shell.Whole(out, in.Part, func(s *StampsOut) string { return s.CardID })
	})
}
