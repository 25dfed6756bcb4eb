package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// benefitGroup is the heading of what members use a number of times.
const benefitGroup = "Benefits"

// EntitlementOut is something that a member may use a number of times.
type EntitlementOut struct {
	ID          string    `json:"id" doc:"etl_…; a quota keeps its id through all its periods"`
	MemberID    string    `json:"member_id" doc:"Who holds it"`
	Kind        string    `json:"kind" enum:"quota,given,card,draw" doc:"quota: promised by the programme or a plan for a period; card: a times card"`
	Benefit     string    `json:"benefit" doc:"Code of the benefit, the card or the activity"`
	Name        string    `json:"name"`
	CardID      string    `json:"card_id,omitempty" doc:"Of a times card: what is common to all of its lines. An order names the card by any of them"`
	Line        string    `json:"line,omitempty" doc:"Of a card of several lines: what this one is called"`
	Gives       string    `json:"gives" enum:"unit_free,service"`
	Service     string    `json:"service,omitempty"`
	SKUs        []string  `json:"skus,omitempty" doc:"Of unit_free: the goods; any product where neither these nor categories are named"`
	Categories  []string  `json:"categories,omitempty"`
	Source      string    `json:"source" doc:"program, plan:<code>, or the document that gave it"`
	Period      string    `json:"period,omitempty" doc:"Of a quota, such as 2026-Q3"`
	Quantity    int64     `json:"quantity"`
	Used        int64     `json:"used"`
	Left        int64     `json:"left" doc:"What can still be used; holds are taken off"`
	Unlimited   bool      `json:"unlimited,omitempty" doc:"A service as often as it is asked for"`
	Status      string    `json:"status" enum:"pending,usable,used,expired,void"`
	CostMinor   int64     `json:"cost_minor" doc:"Of one use, to the merchant"`
	Shared      bool      `json:"shared,omitempty" doc:"Family may use it"`
	SharedWith  []string  `json:"shared_with,omitempty" doc:"Members who may use it beside the holder"`
	ActivatesAt wire.Time `json:"activates_at"`
	ExpiresAt   wire.Time `json:"expires_at,omitempty" doc:"Absent where it never does"`
	Root        string    `json:"root,omitempty" doc:"The fact that it goes back to"`
}

// UseOut is what was used of an entitlement.
type UseOut struct {
	ID            string    `json:"id" doc:"eus_…"`
	EntitlementID string    `json:"entitlement_id"`
	Benefit       string    `json:"benefit,omitempty"`
	Kind          string    `json:"kind,omitempty" doc:"Of the entitlement"`
	Name          string    `json:"name,omitempty"`
	MemberID      string    `json:"member_id" doc:"Who holds the entitlement"`
	UsedBy        string    `json:"used_by" doc:"Who used it: the holder, or one who shares a card"`
	Quantity      int64     `json:"quantity"`
	Returned      int64     `json:"returned" doc:"What of it came back"`
	State         string    `json:"state" enum:"used,undone"`
	Cause         string    `json:"cause" doc:"order:ord_…, or use: it was used at the counter"`
	AmountMinor   int64     `json:"amount_minor" doc:"Money that it took off an order; of what did not come back"`
	CostMinor     int64     `json:"cost_minor" doc:"To the merchant; of what did not come back"`
	StoreID       string    `json:"store_id,omitempty"`
	Source        string    `json:"source,omitempty"`
	Number        string    `json:"number,omitempty"`
	Note          string    `json:"note,omitempty"`
	MadeBy        string    `json:"made_by"`
	At            wire.Time `json:"at"`
	UndoneAt      wire.Time `json:"undone_at,omitempty"`
	UndoneWhy     string    `json:"undone_why,omitempty"`
}

// UseBody is a use at the counter.
type UseBody struct {
	Quantity int64      `json:"quantity,omitempty" minimum:"0" maximum:"1000" doc:"1 where absent"`
	MemberID string     `json:"member_id,omitempty" maxLength:"32" doc:"Who stands there, where it is not the holder but one who shares a card"`
	StoreID  string     `json:"store_id,omitempty" maxLength:"32" doc:"sto_…"`
	Source   string     `json:"source,omitempty" maxLength:"64" doc:"The system that numbered it" example:"till-3"`
	Number   string     `json:"number,omitempty" maxLength:"64" doc:"With source the natural key"`
	Note     string     `json:"note,omitempty" maxLength:"500"`
	Proof    *ProofBody `json:"proof,omitempty" doc:"That the member is there. No part of the same body"`
}

// SheetLine is what one benefit was used for.
type SheetLine struct {
	Kind        string `json:"kind" doc:"discount, member_price, free_delivery, multiplier, tier, quota, given, card, draw or service"`
	Benefit     string `json:"benefit" doc:"Its code; of a plan's benefit that of the plan, / and its own"`
	Name        string `json:"name,omitempty" doc:"As the programme in force, the plan or the card calls it; absent where it names it no more"`
	Documents   int64  `json:"documents" doc:"Orders, and uses at the counter"`
	Members     int64  `json:"members"`
	Quantity    int64  `json:"quantity"`
	AmountMinor int64  `json:"amount_minor" doc:"Money off"`
	CostMinor   int64  `json:"cost_minor"`
}

type entitlementByID struct {
	ID string `path:"id" maxLength:"100" doc:"etl_…"`
}

func (in entitlementByID) ref() (benefit.Ref, error) {
	ref, err := benefit.ParseRef(in.ID)
	if err != nil {
		return ref, benefit.ErrUnknown.New(nil)
	}
	return ref, nil
}

type memberPath struct {
	ID string `path:"id" maxLength:"32" doc:"mem_…"`
}

func (in memberPath) id() (int64, error) { return shell.PathID("mem", "member", in.ID) }

func (in memberPath) holder(ctx context.Context, tx *store.Tx) (int64, error) {
	id, err := in.id()
	if err != nil {
		return 0, err
	}
	return member.Holder(ctx, tx, id)
}

// addEntitlements registers entitlements and their uses.
func addEntitlements(t *shell.Table) {
	type list struct {
		memberPath
		shell.Page
		Past bool `query:"past" doc:"What is over: used up, expired or taken back; else what can be used now or later"`
	}
	shell.Read(t, shell.Op{
		ID: "member.entitlements", Method: http.MethodGet, Path: "/v1/members/{id}/entitlements", Group: benefitGroup,
		En: "What a member may use a number of times", Zh: "会员的次数权益", Permission: string(org.MembersRead),
		Detail: "With what the programme and the member's plans promise for the period that runs, used or not, and cards that others share with the member.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[EntitlementOut], error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return shell.List[EntitlementOut]{}, err
		}
		if !in.Past {
			return current(ctx, tx, c, id)
		}
		before, err := in.CursorID()
		if err != nil {
			return shell.List[EntitlementOut]{}, err
		}
		past, err := benefit.Past(ctx, tx, id, before, in.Limit)
		out := make([]EntitlementOut, len(past))
		for i, e := range past {
			out[i] = entitlementOut(c, tx, e, nil)
		}
		next := ""
		if len(past) == in.Limit && len(past) > 0 {
			next = shell.AfterID(past[len(past)-1].ID)
		}
		return shell.Listed(out, next), err
	})
	addUse(t)
	addUndo(t)
	addUses(t)
	addSheet(t)
}

// current is what a member can use now or later, and what others share with him.
func current(ctx context.Context, tx *store.Tx, c *shell.Call, id int64) (shell.List[EntitlementOut], error) {
	var out shell.List[EntitlementOut]
	own, err := entitle.List(ctx, tx, id)
	if err != nil {
		return out, err
	}
	shared, err := card.SharedWith(ctx, tx, id)
	if err != nil {
		return out, err
	}
	others, err := benefit.Cards(ctx, tx, shared)
	if err != nil {
		return out, err
	}
	for _, e := range benefit.Going(others, tx.Now()) {
		if e.Holder != id {
			own = append(own, e)
		}
	}
	cards := make([]int64, len(own))
	for i, e := range own {
		cards[i] = e.Card()
	}
	with, err := card.Sharers(ctx, tx, cards)
	data := make([]EntitlementOut, len(own))
	for i, e := range own {
		data[i] = entitlementOut(c, tx, e, with[e.Card()])
	}
	return shell.Listed(data, ""), err
}

func entitlementOut(c *shell.Call, tx *store.Tx, e *benefit.Entitlement, with []int64) EntitlementOut {
	out := EntitlementOut{
		ID: benefit.FormatRef(e), MemberID: store.FormatID("mem", e.Holder), Kind: string(e.Kind), Benefit: e.Benefit, Name: e.Terms.Name.In(c.Language()),
		Gives: string(e.Terms.Gives), Service: e.Terms.Service, SKUs: e.Terms.Scope.SKUs, Categories: e.Terms.Scope.Categories, Source: org.Reference(e.Source),
		Period: e.Period, Quantity: e.Quantity, Used: e.Used + e.Elsewhere, Left: e.Left(), Unlimited: e.Terms.Unlimited, Status: e.Status(tx.Now()),
		CostMinor: e.Terms.CostMinor, Shared: e.Terms.Shared, ActivatesAt: wire.At(e.ActivatesAt), ExpiresAt: never(e.ExpiresAt), Root: org.Reference(e.Root), Line: e.Terms.Line.In(c.Language()),
	}
	if e.Kind == benefit.KindCard {
		out.CardID = store.FormatID("etl", e.Card())
	}
	for _, m := range with {
		out.SharedWith = append(out.SharedWith, store.FormatID("mem", m))
	}
	return out
}

// addUse registers uses at the counter.
func addUse(t *shell.Table) {
	type use struct {
		entitlementByID
		Body UseBody
	}
	shell.Do(t, shell.Op{
		ID: "entitlement.use", Method: http.MethodPost, Path: "/v1/entitlements/{id}/use", Group: benefitGroup, En: "Use an entitlement at the counter", Zh: "核销次数权益",
		Permission: string(org.OrdersWrite), Status: http.StatusCreated, Keyed: true, KeyOmits: []string{"proof"},
		Detail: "What takes goods off an order is named in the order instead. (source, number) is the natural key.",
	}, func(ctx context.Context, c *shell.Call, in *use) (UseOut, error) {
		var out UseOut
		req, err := useIn(ctx, c, in.entitlementByID, &in.Body)
		if err != nil {
			return out, err
		}
		_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
			u, repeated, err := entitle.Use(ctx, tx, req)
			if err != nil {
				return store.Made{}, err
			}
			if repeated {
				c.SetStatus(http.StatusOK)
			}
			return store.Made{Kind: "entitlement_use", ID: u.ID}, nil
		}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
			out, err = showUse(ctx, tx, c, made)
			return err
		})
		return out, err
	})
}

// useIn is what the room takes; the proof is looked at here, outside of the transaction.
func useIn(ctx context.Context, c *shell.Call, of entitlementByID, b *UseBody) (entitle.UseIn, error) {
	in := entitle.UseIn{Quantity: max(b.Quantity, 1), Source: b.Source, Number: b.Number, Note: b.Note, MadeBy: c.MadeBy()}
	var err error
	if in.Ref, err = of.ref(); err != nil {
		return in, err
	}
	if in.UsedBy, err = shell.IDOr0("mem", "member_id", b.MemberID); err != nil {
		return in, err
	}
	if in.StoreID, err = StoreOf(ctx, c, b.StoreID); err != nil {
		return in, err
	}
	who := in.UsedBy
	if who == 0 {
		if who, err = holderOf(ctx, c, in.Ref); err != nil {
			return in, err
		}
	}
	in.Shown, err = Show(ctx, c, member.Ref{ID: who}, b.Proof)
	return in, err
}

// holderOf is who holds what the reference names.
func holderOf(ctx context.Context, c *shell.Call, ref benefit.Ref) (id int64, err error) {
	if ref.ID == 0 {
		return ref.Member, nil
	}
	err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
		e, err := benefit.Get(ctx, tx, ref.ID)
		if err == nil {
			id = e.Holder
		}
		return err
	})
	return id, err
}

// StoreOf is the store that a caller names and works in; 0 where none is named. Returns order.ErrStore for one that is not there.
func StoreOf(ctx context.Context, c *shell.Call, text string) (id int64, err error) {
	err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
		id, err = StoreIn(ctx, tx, c, text)
		return err
	})
	return id, err
}

// StoreIn is StoreOf within a transaction.
func StoreIn(ctx context.Context, tx *store.Tx, c *shell.Call, text string) (int64, error) {
	id, err := shell.IDOr0("sto", "store_id", text)
	if err != nil {
		return 0, err
	}
	if who := c.Who(); !who.AllStores {
		if err := who.RequireStore(id); err != nil {
			return 0, err
		}
	}
	if id == 0 {
		return 0, nil
	}
	_, err = org.GetStore(ctx, tx, id)
	if fault.Has(err, fault.ErrNotFound) {
		err = order.ErrStore.At("store_id", nil)
	}
	return id, err
}

// Show looks at the proof, nil where none is shown, that the member is there. It has transactions of its own.
func Show(ctx context.Context, c *shell.Call, of member.Ref, b *ProofBody) (proof.Shown, error) {
	in := proof.In{Member: of, Who: c.Who()}
	if b != nil {
		in.Proof = &proof.Proof{Kind: proof.Kind(b.Kind), Value: b.Value, Reason: b.Reason}
	}
	return proof.Show(ctx, c.DB(), in)
}

// addUndo registers taking a use back.
func addUndo(t *shell.Table) {
	type undo struct {
		ID   string `path:"id" maxLength:"32" doc:"eus_…"`
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500" example:"Pressed twice"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "entitlement_use.undo", Method: http.MethodPost, Path: "/v1/entitlement-uses/{id}/undo", Group: benefitGroup, En: "Take back a use at the counter", Zh: "撤销核销",
		Permission: string(org.RefundsWrite), Detail: "What an order used comes back by its refund.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *undo) (store.Made, error) {
		id, err := shell.PathID("eus", "use", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "entitlement_use", ID: id}, entitle.Undo(ctx, tx, entitle.UndoIn{ID: id, Reason: in.Body.Reason, By: c.MadeBy()})
	}, showUse)
}

// showEntitlement renders an entitlement that is stored.
func showEntitlement(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (EntitlementOut, error) {
	e, err := benefit.Get(ctx, tx, made.ID)
	if err != nil {
		return EntitlementOut{}, err
	}
	with, err := card.Sharers(ctx, tx, []int64{e.Card()})
	return entitlementOut(c, tx, e, with[e.Card()]), err
}
