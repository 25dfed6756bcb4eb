package shop

import (
	"context"
	"net/http"

	"regulars/internal/api/counter"
	"regulars/internal/api/gives"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/mall"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// RedemptionBody is what a member wants of the mall.
type RedemptionBody struct {
	MemberID     string              `json:"member_id,omitempty" maxLength:"32" doc:"mem_…, or a phone or a card"`
	Phone        string              `json:"phone,omitempty" maxLength:"40"`
	CardNo       string              `json:"card_no,omitempty" maxLength:"64"`
	ItemID       string              `json:"item_id" minLength:"1" maxLength:"32" doc:"mit_…"`
	Quantity     int64               `json:"quantity,omitempty" minimum:"0" maximum:"1000" doc:"1 where absent"`
	Source       string              `json:"source" minLength:"1" maxLength:"64" example:"till-3"`
	Number       string              `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key" example:"M-1001"`
	HandOver     string              `json:"hand_over,omitempty" enum:",pickup,delivery" doc:"Where the item leaves it to the member"`
	StoreID      string              `json:"store_id,omitempty" maxLength:"32" doc:"sto_…: where it was taken, or is picked up"`
	Recipient    *RecipientBody      `json:"recipient,omitempty" doc:"Of what is sent"`
	BalanceMinor int64               `json:"balance_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of the price, by stored value"`
	Payments     []sales.PaymentBody `json:"payments,omitempty" maxItems:"10" doc:"They sum to the rest of the price"`
	Proof        *sales.ProofBody    `json:"proof,omitempty" doc:"That the member is there, unless the key has spend:trusted. No part of the same body"`
}

// RecipientBody is whom something is sent to.
type RecipientBody struct {
	Name    string `json:"name" maxLength:"200"`
	Phone   string `json:"phone" maxLength:"200"`
	Address string `json:"address" maxLength:"200"`
}

// RedemptionOut is a redemption.
type RedemptionOut struct {
	ID             string              `json:"id" doc:"mrd_…"`
	MemberID       string              `json:"member_id"`
	Member         *sales.OrderOwner   `json:"member" doc:"Who holds it now; null where the person was erased"`
	ItemID         string              `json:"item_id"`
	Name           string              `json:"name" doc:"Of the item as it was"`
	SKU            string              `json:"sku,omitempty"`
	PictureURL     string              `json:"picture_url,omitempty" doc:"Of the item as it was, or else of the product"`
	Gives          []gives.Reward      `json:"gives" doc:"Of one"`
	Source         string              `json:"source"`
	Number         string              `json:"number"`
	Quantity       int64               `json:"quantity"`
	Points         int64               `json:"points" doc:"In all"`
	PriceMinor     int64               `json:"price_minor" doc:"In all, stored value included"`
	PrincipalMinor int64               `json:"principal_minor"`
	BonusMinor     int64               `json:"bonus_minor"`
	CostMinor      int64               `json:"cost_minor" doc:"What it is reckoned to cost"`
	Payments       []sales.PaymentBody `json:"payments"`
	HandOver       string              `json:"hand_over" enum:"at_once,pickup,delivery"`
	State          string              `json:"state" enum:"waiting,shipped,done,cancelled"`
	Code           string              `json:"code,omitempty" doc:"To pick it up by: told once, and to trusted systems; staff see it by revealing it"`
	StoreID        string              `json:"store_id,omitempty"`
	Early          bool                `json:"early,omitempty" doc:"Taken before it opened for everybody, by early access"`
	HasRecipient   bool                `json:"has_recipient" doc:"Whether an address is kept; it is shown by revealing it"`
	Carrier        string              `json:"carrier,omitempty"`
	Parcel         string              `json:"parcel,omitempty"`
	MadeBy         string              `json:"made_by"`
	At             wire.Time           `json:"at"`
	ShippedAt      wire.Time           `json:"shipped_at"`
	DoneAt         wire.Time           `json:"done_at"`
	DoneBy         string              `json:"done_by,omitempty"`
	CancelledAt    wire.Time           `json:"cancelled_at"`
	CancelledBy    string              `json:"cancelled_by,omitempty"`
	Reason         string              `json:"reason,omitempty" doc:"Of the cancellation"`
}

// RedemptionSecret is what only the member, and who hands the goods over, should see.
type RedemptionSecret struct {
	Code      string         `json:"code,omitempty" doc:"To pick it up by"`
	Recipient *RecipientBody `json:"recipient,omitempty"`
}

// redemptionByID names a redemption in the path.
type redemptionByID struct {
	ID string `path:"id" maxLength:"32" doc:"mrd_…"`
}

func (in redemptionByID) id() (int64, error) { return shell.PathID("mrd", "redemption", in.ID) }

// redemptionList asks for redemptions.
type redemptionList struct {
	shell.Page
	MemberID string `query:"member_id" maxLength:"32"`
	ItemID   string `query:"item_id" maxLength:"32"`
	State    string `query:"state" enum:"waiting,shipped,done,cancelled"`
	Number   string `query:"number" maxLength:"64"`
	Code     string `query:"code" maxLength:"20" doc:"The pick-up code that a member shows; other filters do not count then"`
}

// addRedemptions registers redemptions.
func addRedemptions(t *shell.Table) {
	type one struct{ Body RedemptionBody }
	shell.Do(t, shell.Op{
		ID: "redemption.make", Method: http.MethodPost, Path: "/v1/mall/redemptions", Group: mallGroup, Keyed: true, En: "Redeem an item of the mall", Zh: "积分商城兑换",
		Permission: string(org.HoldingsSell), Status: http.StatusCreated, KeyOmits: []string{"proof"},
		Detail: "(source, number) is the natural key: the same again answers 200 with what was made; another body 409 redemption_number_reused.",
	}, func(ctx context.Context, c *shell.Call, in *one) (RedemptionOut, error) {
		return redeem(ctx, c, &in.Body)
	})
	shell.Read(t, shell.Op{
		ID: "redemption.list", Method: http.MethodGet, Path: "/v1/mall/redemptions", Group: mallGroup, En: "Find redemptions", Zh: "查询兑换记录", Permission: string(org.MembersRead),
		Detail: "Newest first.",
	}, listRedemptions)
	shell.Get(t, shell.Op{
		ID: "redemption.get", Method: http.MethodGet, Path: "/v1/mall/redemptions/{id}", Group: mallGroup, En: "Read a redemption", Zh: "查看兑换记录", Permission: string(org.MembersRead),
	}, redemptionByID.id, showRedemption)
	shell.Do(t, shell.Op{
		ID: "redemption.status", Method: http.MethodPost, Path: "/v1/mall/redemptions/{id}/status", Group: mallGroup, En: "Hand goods over, or tell that they were sent", Zh: "兑换商品核销或发货",
		Permission: string(org.HoldingsSell), Keyed: true, Detail: "Goods that are picked up need the member's code; after five wrong ones none is looked at for a quarter of an hour.",
	}, serve)
	type cancel struct {
		redemptionByID
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "redemption.cancel", Method: http.MethodPost, Path: "/v1/mall/redemptions/{id}/cancel", Group: mallGroup, En: "Cancel a redemption", Zh: "取消兑换",
		Permission: string(org.RefundsWrite), Detail: "Points and stored value go back to where they came from, and what was given is taken back; refused where it has been used.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *cancel) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		if err := ownStore(ctx, tx, c, id); err != nil {
			return store.Made{}, err
		}
		_, err = mall.Cancel(ctx, tx, mall.CancelIn{ID: id, Reason: in.Body.Reason, By: c.MadeBy()})
		return store.Made{Kind: "redemption", ID: id}, err
	}, showRedemption)
	shell.Do(t, shell.Op{
		ID: "redemption.reveal", Method: http.MethodPost, Path: "/v1/mall/redemptions/{id}/reveal", Group: mallGroup, En: "Look at the recipient and the pick-up code", Zh: "查看收件信息与自提码",
		Permission: string(org.MembersReveal), Detail: "The audit trail says who looked.",
	}, reveal)
}

// redeem takes an item for a member.
func redeem(ctx context.Context, c *shell.Call, b *RedemptionBody) (out RedemptionOut, err error) {
	in := mall.RedeemIn{
		Quantity: b.Quantity, Source: b.Source, Number: b.Number, HandOver: mall.HandOver(b.HandOver), BalanceMinor: b.BalanceMinor,
		Payments: paymentsIn(b.Payments), MadeBy: c.MadeBy(),
	}
	if in.Member, err = sales.MemberRef(b.MemberID, b.Phone, b.CardNo); err != nil {
		return out, err
	}
	if in.ItemID, err = shell.ID("mit", "item_id", b.ItemID); err != nil {
		return out, err
	}
	if in.StoreID, err = counter.StoreOf(ctx, c, b.StoreID); err != nil {
		return out, err
	}
	if r := b.Recipient; r != nil {
		in.Recipient = &mall.Recipient{Name: r.Name, Phone: r.Phone, Address: r.Address}
	}
	if in.Proof, err = counter.Show(ctx, c, in.Member, b.Proof); err != nil {
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		r, repeated, err := mall.Redeem(ctx, tx, in)
		if err != nil {
			return store.Made{}, err
		}
		if repeated {
			c.SetStatus(http.StatusOK)
		}
		return store.Made{Kind: "redemption", ID: r.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, made store.Made) error {
		r, err := mall.Get(ctx, tx, made.ID)
		if err != nil {
			return err
		}
		list, err := redemptionsOut(ctx, tx, c, []*mall.Redemption{r})
		if err == nil {
			out = list[0]
			out.Code = r.Code
		}
		return err
	})
	return out, err
}

// ownStore refuses a redemption of a store that the caller does not work in.
func ownStore(ctx context.Context, tx *store.Tx, c *shell.Call, id int64) error {
	who := c.Who()
	if who.AllStores {
		return nil
	}
	r, err := mall.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	return who.RequireStore(r.StoreID)
}

// serveIn tells how far goods have come.
type serveIn struct {
	redemptionByID
	Body struct {
		State   string `json:"state" enum:"shipped,done"`
		Code    string `json:"code,omitempty" maxLength:"20" doc:"That the member shows"`
		StoreID string `json:"store_id,omitempty" maxLength:"32"`
		Carrier string `json:"carrier,omitempty" maxLength:"200"`
		Parcel  string `json:"parcel,omitempty" maxLength:"200" doc:"Its number with the carrier"`
	}
}

// serve moves goods towards the member.
func serve(ctx context.Context, c *shell.Call, in *serveIn) (out RedemptionOut, err error) {
	id, err := in.id()
	if err != nil {
		return out, err
	}
	b := &in.Body
	move := mall.ServeIn{ID: id, State: mall.State(b.State), Code: b.Code, Carrier: b.Carrier, Parcel: b.Parcel, By: c.MadeBy()}
	if b.StoreID != "" {
		move.StoreID, err = counter.StoreOf(ctx, c, b.StoreID)
	} else { // where it was made
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error { return ownStore(ctx, tx, c, id) })
	}
	if err == nil && b.Code != "" {
		err = mall.Try(ctx, c.DB(), c.Scope(), id, b.Code)
	}
	if err != nil {
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		_, err := mall.Serve(ctx, tx, move)
		return store.Made{Kind: "redemption", ID: id}, err
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showRedemption(ctx, tx, c, made)
		return err
	})
	return out, err
}

// reveal shows what only the member, and who hands the goods over, should see.
func reveal(ctx context.Context, c *shell.Call, in *redemptionByID) (out RedemptionSecret, err error) {
	id, err := in.id()
	if err != nil {
		return out, err
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		r, err := mall.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		to, err := mall.RecipientOf(ctx, tx, r)
		if err != nil {
			return err
		}
		if out = (RedemptionSecret{Code: r.Code}); to != (mall.Recipient{}) {
			out.Recipient = &RecipientBody{Name: to.Name, Phone: to.Phone, Address: to.Address}
		}
		return org.Audit(ctx, tx, org.Change{Verb: "redemption.revealed", Subject: org.Subject("redemption", id), MemberID: r.MemberID})
	})
	return out, err
}

// listRedemptions finds redemptions.
func listRedemptions(ctx context.Context, tx *store.Tx, c *shell.Call, in *redemptionList) (shell.List[RedemptionOut], error) {
	none := shell.Listed[RedemptionOut](nil, "")
	if in.Code != "" {
		r, err := mall.ByCode(ctx, tx, in.Code)
		if err != nil {
			return none, notFoundIsNone(err)
		}
		out, err := redemptionsOut(ctx, tx, c, []*mall.Redemption{r})
		return shell.Listed(out, ""), err
	}
	ask := mall.ListIn{State: mall.State(in.State), Number: in.Number, Limit: in.Limit}
	var err error
	if ask.Before, err = in.CursorID(); err != nil {
		return none, err
	}
	if ask.ItemID, err = shell.IDOr0("mit", "item_id", in.ItemID); err != nil {
		return none, err
	}
	if in.MemberID != "" {
		id, err := shell.ID("mem", "member_id", in.MemberID)
		if err != nil {
			return none, err
		}
		if ask.Records, err = member.WithAliases(ctx, tx, id); err != nil {
			return none, err
		}
	}
	list, err := mall.List(ctx, tx, ask)
	if err != nil {
		return none, err
	}
	out, err := redemptionsOut(ctx, tx, c, list)
	next := ""
	if n := len(list); n == in.Limit && n > 0 {
		next = shell.AfterID(list[n-1].ID)
	}
	return shell.Listed(out, next), err
}
