package shop

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"regulars/internal/api/gives"
	"regulars/internal/api/goods"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/catalog"
	"regulars/internal/mall"
	"regulars/internal/org"
	"regulars/internal/store"
)

// mallGroup is the heading of the points mall.
const mallGroup = "Points mall"

// MallItemBody is an item of the mall as it is made or changed.
type MallItemBody struct {
	Name           string         `json:"name" minLength:"1" maxLength:"100" example:"Tea mug"`
	Summary        string         `json:"summary,omitempty" maxLength:"500" doc:"What members read of it"`
	Points         int64          `json:"points,omitempty" minimum:"0" maximum:"10000000000" example:"500"`
	PriceMinor     int64          `json:"price_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Money beside the points"`
	CostMinor      int64          `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"What one costs the merchant; the cost of rewards is reckoned"`
	Stock          *int64         `json:"stock,omitempty" minimum:"0" maximum:"1000000000" doc:"Units in all, those redeemed included; no limit where absent"`
	PerMemberLimit int64          `json:"per_member_limit,omitempty" minimum:"0" maximum:"1000000000" doc:"Units that one member may have; 0 for no limit"`
	LimitPer       string         `json:"limit_per,omitempty" enum:",ever,day,week,month,year" doc:"ever where absent"`
	Gives          []gives.Reward `json:"gives,omitempty" maxItems:"20" doc:"Rewards, given at once; or else sku"`
	SKU            string         `json:"sku,omitempty" maxLength:"64" doc:"Goods, picked up or sent; or else gives" example:"MUG-1"`
	HandOver       string         `json:"hand_over,omitempty" enum:",at_once,pickup,delivery,either" doc:"Of goods pickup where absent; either leaves it to the member"`
	Tier           string         `json:"tier,omitempty" maxLength:"64" doc:"Code: for members from this tier upward"`
	Condition      string         `json:"condition,omitempty" maxLength:"2000" doc:"For members for whom it holds"`
	From           wire.Time      `json:"from,omitempty"`
	Until          wire.Time      `json:"until,omitempty" doc:"The first instant at which it is no longer on offer"`
	Closed         bool           `json:"closed,omitempty" doc:"Off the shelf"`
	Position       int64          `json:"position,omitempty" minimum:"0" maximum:"1000000" doc:"Order on the shelf"`
	Picture        string         `json:"picture,omitempty" maxLength:"32" doc:"That was sent; goods without one show that of their product"`
	BudgetID       string         `json:"budget_id,omitempty" maxLength:"32" doc:"bud_…: that the rewards draw from; goods are bounded by their stock"`
}

// MallItemOut is an item of the mall.
type MallItemOut struct {
	ID string `json:"id" doc:"mit_…"`
	MallItemBody
	goods.Opening
	PictureURL string `json:"picture_url,omitempty" doc:"Address of the picture"`
	State      string `json:"state" enum:"on_offer,coming,over,sold_out,closed" doc:"Now"`
	Taken      int64  `json:"taken" doc:"Units of redemptions that are not cancelled"`
	Left       *int64 `json:"left" doc:"null where there is no limit"`
	Version    int64  `json:"version" doc:"The ETag of the item"`
}

// itemByID names an item in the path.
type itemByID struct {
	ID string `path:"id" maxLength:"32" doc:"mit_…"`
}

func (in itemByID) id() (int64, error) { return shell.PathID("mit", "item", in.ID) }

// itemList asks for items.
type itemList struct {
	shell.Page
	Q       string `query:"q" maxLength:"100" doc:"Part of the name"`
	OnOffer bool   `query:"on_offer" doc:"Only what can be had now, by the member where one is named"`
	Member  string `query:"member_id" maxLength:"32" doc:"For whom it shall be told when they open"`
}

// addMall registers the items of the points mall.
func addMall(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "mall.item.list", Method: http.MethodGet, Path: "/v1/mall/items", Group: mallGroup, En: "List items of the mall", Zh: "积分商城商品列表", Permission: string(org.CatalogRead),
	}, listItems)
	type add struct{ Body MallItemBody }
	shell.Write(t, shell.Op{
		ID: "mall.item.add", Method: http.MethodPost, Path: "/v1/mall/items", Group: mallGroup, En: "Put an item into the mall", Zh: "上架积分商城商品",
		Permission: string(org.OffersWrite), Status: http.StatusCreated, Detail: "An item gives rewards at once, or is goods (a sku) that are picked up by a code or sent.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		it, err := in.Body.item()
		if err != nil {
			return store.Made{}, err
		}
		it, err = mall.AddItem(ctx, tx, it)
		return store.Made{Kind: "mall_item", ID: it.ID}, err
	}, showItem)
	shell.Get(t, shell.Op{
		ID: "mall.item.get", Method: http.MethodGet, Path: "/v1/mall/items/{id}", Group: mallGroup, En: "Read an item of the mall", Zh: "查看积分商城商品", Permission: string(org.CatalogRead),
	}, itemByID.id, showItem)
	type change struct {
		itemByID
		Body MallItemBody
	}
	shell.Write(t, shell.Op{
		ID: "mall.item.change", Method: http.MethodPut, Path: "/v1/mall/items/{id}", Group: mallGroup, En: "Change an item of the mall", Zh: "修改积分商城商品",
		Permission: string(org.OffersWrite), IfMatch: true, Detail: "What was redeemed keeps the terms that it was redeemed on.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		it, err := in.Body.item()
		if err != nil {
			return store.Made{}, err
		}
		it.ID = id
		_, err = mall.ChangeItem(ctx, tx, c.Version(), it)
		return store.Made{Kind: "mall_item", ID: id}, err
	}, showItem)
}

// listItems gives a page of the shelf; the cursor is where its last item stands.
func listItems(ctx context.Context, tx *store.Tx, c *shell.Call, in *itemList) (shell.List[MallItemOut], error) {
	cursor, err := in.Cursor()
	if err != nil {
		return shell.List[MallItemOut]{}, err
	}
	opens, err := goods.OpeningsFor(ctx, tx, c, in.Member)
	if err != nil {
		return shell.List[MallItemOut]{}, err
	}
	ask := mall.ItemsIn{Early: opens.Hours(), Text: in.Q, OnOffer: in.OnOffer, After: mall.Place{Position: -1}, Limit: in.Limit}
	if cursor != "" {
		position, id, _ := strings.Cut(cursor, " ")
		var bad [2]error
		ask.After.Position, bad[0] = strconv.ParseInt(position, 10, 64)
		ask.After.ID, bad[1] = strconv.ParseInt(id, 10, 64)
		if bad[0] != nil || bad[1] != nil {
			return shell.List[MallItemOut]{}, shell.ErrCursor.At("after", nil)
		}
	}
	items, err := mall.Items(ctx, tx, ask)
	if err != nil {
		return shell.List[MallItemOut]{}, err
	}
	out, err := itemsOut(ctx, tx, items, opens)
	next := ""
	if n := len(items); n == in.Limit && n > 0 {
		next = strconv.FormatInt(items[n-1].Position, 10) + " " + strconv.FormatInt(items[n-1].ID, 10)
	}
	return shell.Listed(out, next), err
}

// item is what the room takes.
func (b *MallItemBody) item() (mall.Item, error) {
	given, err := gives.Read(b.Gives, "gives")
	if err != nil {
		return mall.Item{}, err
	}
	budget, err := shell.IDOr0("bud", "budget_id", b.BudgetID)
	it := mall.Item{
		Terms:   mall.Terms{Name: b.Name, Points: b.Points, PriceMinor: b.PriceMinor, CostMinor: b.CostMinor, Gives: given, SKU: b.SKU, Picture: b.Picture},
		Summary: b.Summary, Stock: mall.Unlimited, PerMember: b.PerMemberLimit, Per: mall.Per(b.LimitPer), HandOver: mall.HandOver(b.HandOver), Tier: b.Tier,
		Condition: b.Condition, FromAt: b.From.Instant(), UntilAt: b.Until.Instant(), Closed: b.Closed, Position: b.Position,
		BudgetID: budget,
	}
	if b.Stock != nil {
		it.Stock = *b.Stock
	}
	return it, err
}

// showItem renders an item and sets its ETag.
func showItem(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (MallItemOut, error) {
	it, err := mall.GetItem(ctx, tx, m.ID)
	if err != nil {
		return MallItemOut{}, err
	}
	c.SetETag(it.Version)
	opens, err := goods.OpeningsFor(ctx, tx, c, "")
	if err != nil {
		return MallItemOut{}, err
	}
	out, err := itemsOut(ctx, tx, []mall.Item{it}, opens)
	if err != nil {
		return MallItemOut{}, err
	}
	return out[0], nil
}

// itemsOut are items outside, goods with the picture of their product where they have none of their own.
func itemsOut(ctx context.Context, tx *store.Tx, items []mall.Item, opens *goods.Openings) ([]MallItemOut, error) {
	var skus []string
	for i := range items {
		if items[i].Picture == "" && items[i].SKU != "" {
			skus = append(skus, items[i].SKU)
		}
	}
	shown, err := catalog.Pictures(ctx, tx, skus)
	out := make([]MallItemOut, len(items))
	for i := range items {
		out[i] = itemOut(tx, &items[i])
		out[i].Opening = opens.Of(items[i].FromAt)
		out[i].PictureURL = goods.PictureURL(tx, cmp.Or(items[i].Picture, shown[items[i].SKU]))
	}
	return out, err
}

func itemOut(tx *store.Tx, it *mall.Item) MallItemOut {
	out := MallItemOut{
		ID: store.FormatID("mit", it.ID), State: it.State(tx.Now()), Taken: it.Taken, Version: it.Version,
		MallItemBody: MallItemBody{
			Name: it.Name, Summary: it.Summary, Points: it.Points, PriceMinor: it.PriceMinor, CostMinor: it.CostMinor, PerMemberLimit: it.PerMember,
			LimitPer: string(it.Per), Gives: gives.Show(it.Gives), SKU: it.SKU, HandOver: string(it.HandOver), Tier: it.Tier, Condition: it.Condition,
			From: wire.At(it.FromAt), Until: wire.At(it.UntilAt), Closed: it.Closed, Position: it.Position,
			Picture: it.Picture, BudgetID: shell.Named("bud", it.BudgetID),
		},
	}
	if left := it.Left(); left != mall.Unlimited {
		stock := it.Stock
		out.Stock, out.Left = &stock, &left
	}
	return out
}
