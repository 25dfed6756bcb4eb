package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/member"
	"regulars/internal/member/roll"
	"regulars/internal/order/register"
	"regulars/internal/org"
	"regulars/internal/store"
)

// found is how many of a kind a search shows at most.
const found = 6

// SearchOut is what a few letters or digits lead to; of each kind a few.
type SearchOut struct {
	Members []FoundMember `json:"members"`
	Orders  []FoundOrder  `json:"orders"`
}

// FoundMember is a member that was found.
type FoundMember struct {
	ID         string   `json:"id" doc:"mem_…"`
	Status     string   `json:"status"`
	Name       string   `json:"name,omitempty" doc:"Masked for those who lack members:reveal"`
	Phone      string   `json:"phone,omitempty" doc:"Masked for staff"`
	CardNo     string   `json:"card_no,omitempty"`
	ExternalID string   `json:"external_id,omitempty"`
	Tier       *TierOut `json:"tier"`
}

// FoundOrder is an order that was found.
type FoundOrder struct {
	ID           string    `json:"id" doc:"ord_…"`
	Source       string    `json:"source"`
	Number       string    `json:"number"`
	MemberID     string    `json:"member_id,omitempty" doc:"Absent for a guest"`
	Status       string    `json:"status"`
	PayableMinor int64     `json:"payable_minor"`
	PlacedAt     wire.Time `json:"placed_at"`
}

// addSearch registers the search over everything.
func addSearch(t *shell.Table) {
	type in struct {
		Q string `query:"q" required:"true" minLength:"1" maxLength:"100" doc:"Phone or its last four digits, card, name, e-mail, id; the beginning of an order's number"`
	}
	shell.Read(t, shell.Op{
		ID: "search.find", Method: http.MethodGet, Path: "/v1/search", Group: memberGroup, En: "Find members and orders by a few characters", Zh: "快速搜索会员与订单",
		Detail: "At most six of each; what the caller may not see is left out.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *in) (SearchOut, error) {
		out := SearchOut{Members: []FoundMember{}, Orders: []FoundOrder{}}
		q := trimmed(in.Q)
		if q == "" {
			return out, nil
		}
		var err error
		if c.Who().May(org.MembersRead) {
			out.Members, err = findMembers(ctx, tx, c, q)
		}
		if err == nil && c.Who().May(org.OrdersRead) {
			out.Orders, err = findOrders(ctx, tx, c, q)
		}
		return out, err
	})
}

// findMembers are a few members whom the text names.
func findMembers(ctx context.Context, tx *store.Tx, c *shell.Call, q string) ([]FoundMember, error) {
	page, err := roll.List(ctx, tx, roll.In{Query: q, Limit: found})
	if err != nil {
		return nil, err
	}
	list, err := render(ctx, tx, c, page.Members)
	out := make([]FoundMember, len(list))
	for i := range list {
		m := &list[i]
		out[i] = FoundMember{ID: m.ID, Status: m.Status, Name: m.Name, Phone: m.Phone, CardNo: m.CardNo, ExternalID: m.ExternalID, Tier: m.Tier}
	}
	return out, err
}

// findOrders are a few orders of the caller's stores whose number begins with the text, or the one whose id it is.
func findOrders(ctx context.Context, tx *store.Tx, c *shell.Call, q string) ([]FoundOrder, error) {
	var rows []register.Row
	stores, err := c.Who().StoresOf(0)
	if err != nil {
		return nil, err
	}
	if id, bad := store.ParseID("ord", q); bad == nil {
		rows, err = register.GetMany(ctx, tx, []int64{id})
	} else {
		rows, err = register.Find(ctx, tx, q, stores, found)
	}
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, o := range rows {
		ids[i] = o.MemberID
	}
	holders, err := member.Holders(ctx, tx, ids)
	out := make([]FoundOrder, len(rows))
	for i, o := range rows {
		out[i] = FoundOrder{
			ID: store.FormatID("ord", o.ID), Source: o.Source, Number: o.Number, MemberID: shell.Named("mem", holders[o.MemberID]), Status: string(o.Status),
			PayableMinor: o.PayableMinor, PlacedAt: wire.At(o.PlacedAt),
		}
	}
	return out, err
}
