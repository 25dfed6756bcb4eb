package sales

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/register"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// OrderRow is an order as a list shows it.
type OrderRow struct {
	ID            string      `json:"id" doc:"ord_…"`
	Source        string      `json:"source"`
	Number        string      `json:"number"`
	MemberID      *string     `json:"member_id" doc:"null for a guest"`
	Member        *OrderOwner `json:"member" doc:"null for a guest"`
	StoreID       string      `json:"store_id,omitempty"`
	Channel       string      `json:"channel"`
	Pricing       string      `json:"pricing"`
	Status        string      `json:"status" doc:"paid, partly_refunded or refunded"`
	Fulfilment    string      `json:"fulfilment" doc:"none, shipped, delivered, signed or completed"`
	TotalMinor    int64       `json:"total_minor" doc:"Before any discount"`
	DiscountMinor int64       `json:"discount_minor"`
	PayableMinor  int64       `json:"payable_minor"`
	CashMinor     int64       `json:"cash_minor"`
	KeptMinor     int64       `json:"kept_minor" doc:"Payable of what has not been refunded"`
	PointsEarned  int64       `json:"points_earned"`
	GrowthEarned  int64       `json:"growth_earned"`
	PlacedAt      wire.Time   `json:"placed_at"`
	PaidAt        wire.Time   `json:"paid_at"`
	RecordedAt    wire.Time   `json:"recorded_at"`
	MadeBy        string      `json:"made_by"`
}

// OrderOwner is the member of an order.
type OrderOwner struct {
	ID    string `json:"id" doc:"mem_…: who holds the order now, where records were merged"`
	Name  string `json:"name,omitempty" doc:"Masked for those who lack members:reveal"`
	Phone string `json:"phone,omitempty" doc:"Masked for staff"`
	Code  string `json:"code,omitempty" doc:"External id or card of a member without a name; masked for those who lack members:reveal"`
}

// orderList asks for orders.
type orderList struct {
	shell.Page
	MemberID   string    `query:"member_id" maxLength:"32"`
	Number     string    `query:"number" maxLength:"64"`
	Source     string    `query:"source" maxLength:"64"`
	StoreID    string    `query:"store_id" maxLength:"32"`
	Channel    string    `query:"channel" maxLength:"64"`
	From       wire.Time `query:"from" doc:"Placed at or after"`
	To         wire.Time `query:"to" doc:"Placed before"`
	Status     string    `query:"status" enum:"paid,partly_refunded,refunded"`
	Fulfilment string    `query:"fulfilment" enum:"none,shipped,delivered,signed,completed"`
	MinMinor   int64     `query:"min_minor" minimum:"0" maximum:"100000000000000" doc:"Payable, at least"`
	MaxMinor   int64     `query:"max_minor" minimum:"0" maximum:"100000000000000" doc:"Payable, at most; 0 for no end"`
}

// listOrders finds orders.
func listOrders(ctx context.Context, tx *store.Tx, c *shell.Call, in *orderList) (shell.List[OrderRow], error) {
	none := shell.Listed[OrderRow](nil, "")
	f := register.Filter{
		Number: trim(in.Number), Source: in.Source, Channel: in.Channel, Status: order.Status(in.Status), Fulfilment: order.Fulfilment(in.Fulfilment),
		From: in.From.Instant(), To: in.To.Instant(), MinMinor: in.MinMinor, MaxMinor: in.MaxMinor,
	}
	after, err := in.place()
	if err != nil {
		return none, err
	}
	if f.Stores, err = in.stores(c); err != nil {
		return none, err
	}
	if in.MemberID != "" {
		if f.Members, err = peopleOf(ctx, tx, in.MemberID); err != nil || len(f.Members) == 0 {
			return none, err
		}
	}
	rows, next, err := register.List(ctx, tx, f, after, in.Limit)
	if err != nil {
		return none, err
	}
	data, err := orderRows(ctx, tx, c, rows)
	cursor := ""
	if next != nil {
		cursor = strconv.FormatInt(int64(next.At), 10) + " " + strconv.FormatInt(next.ID, 10)
	}
	return shell.Listed(data, cursor), err
}

// stores are those whose orders the caller is shown; nil for all. A member is one in all of them: who looks at one sees everything that it bought.
func (in *orderList) stores(c *shell.Call) ([]int64, error) {
	id, err := shell.IDOr0("sto", "store_id", in.StoreID)
	switch {
	case err != nil || id == 0 && in.MemberID != "":
		return nil, err
	case in.MemberID != "":
		return []int64{id}, nil
	}
	return c.Who().StoresOf(id)
}

// trim is a text without spaces around.
func trim(text string) string { return strings.TrimSpace(text) }

// place is where the page before ended.
func (in *orderList) place() (register.Place, error) {
	cursor, err := in.Cursor()
	if err != nil || cursor == "" {
		return register.Place{}, err
	}
	at, id, _ := strings.Cut(cursor, " ")
	whenAt, errAt := strconv.ParseInt(at, 10, 64)
	whenID, errID := strconv.ParseInt(id, 10, 64)
	if errAt != nil || errID != nil {
		return register.Place{}, shell.ErrCursor.At("after", nil)
	}
	return register.Place{At: calendar.Instant(whenAt), ID: whenID}, nil
}

// orderRows are orders of a list outside, with their members as the caller may see them.
func orderRows(ctx context.Context, tx *store.Tx, c *shell.Call, rows []register.Row) ([]OrderRow, error) {
	records := make([]int64, len(rows))
	for i := range rows {
		records[i] = rows[i].MemberID
	}
	owners, err := orderOwners(ctx, tx, c, records)
	if err != nil {
		return nil, err
	}
	out := make([]OrderRow, len(rows))
	for i := range rows {
		o := &rows[i]
		out[i] = OrderRow{
			ID: store.FormatID("ord", o.ID), Source: o.Source, Number: o.Number, StoreID: shell.Named("sto", o.StoreID), Channel: o.Channel, Pricing: o.Pricing,
			Status: string(o.Status), Fulfilment: string(o.Fulfilment), TotalMinor: o.TotalMinor, DiscountMinor: o.TotalMinor - o.PayableMinor,
			PayableMinor: o.PayableMinor, CashMinor: o.CashMinor, KeptMinor: o.KeptMinor, PointsEarned: o.PointsEarned, GrowthEarned: o.GrowthEarned,
			PlacedAt: wire.At(o.PlacedAt), PaidAt: wire.At(o.PaidAt), RecordedAt: wire.At(o.RecordedAt), MadeBy: org.Reference(o.MadeBy), Member: owners[o.MemberID],
		}
		if o.MemberID != 0 {
			record := store.FormatID("mem", o.MemberID)
			out[i].MemberID = &record
		}
	}
	return out, nil
}

// orderOwners are the members behind records, by record; erased ones are left out.
func orderOwners(ctx context.Context, tx *store.Tx, c *shell.Call, records []int64) (map[int64]*OrderOwner, error) {
	holders, err := member.Holders(ctx, tx, records)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(holders))
	for _, id := range holders {
		ids = append(ids, id)
	}
	list, err := member.GetMany(ctx, tx, ids)
	named := map[int64]*OrderOwner{}
	for i := range list {
		named[list[i].ID] = orderOwner(c, &list[i])
	}
	out := map[int64]*OrderOwner{}
	for record, holder := range holders {
		out[record] = named[holder]
	}
	return out, err
}

// orderOwner is the member of an order as the caller may see one: who may read no members sees whose it is, not who that is.
func orderOwner(c *shell.Call, m *member.Member) *OrderOwner {
	out := &OrderOwner{ID: store.FormatID("mem", m.ID)}
	who := c.Who()
	if !who.May(org.MembersRead) {
		return out
	}
	out.Name, out.Phone = m.Name, m.Phone()
	if m.Name == "" {
		out.Code = cmp.Or(m.ExternalID(), m.Card())
	}
	if !who.May(org.MembersReveal) {
		out.Name, out.Code = vault.MaskName(out.Name), vault.MaskCode(out.Code)
	}
	if !who.May(org.MembersReveal) || who.StaffID != 0 {
		out.Phone = vault.MaskPhone(out.Phone)
	}
	return out
}
