package people

import (
	"context"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/exporter"
	"regulars/internal/member"
	"regulars/internal/member/roll"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// MemberFilter selects members: parameters of the list, and the filter of an export.
type MemberFilter struct {
	Condition      string    `query:"condition" json:"condition,omitempty" maxLength:"2000" doc:"A condition in CEL, such as spend(365) > 100000 && \"baby\" in tags"`
	Status         string    `query:"status" json:"status,omitempty" enum:",member,customer"`
	Tier           string    `query:"tier" json:"tier,omitempty" maxLength:"40"`
	Tag            string    `query:"tag" json:"tag,omitempty" maxLength:"40"`
	StoreID        string    `query:"store_id" json:"store_id,omitempty" maxLength:"32"`
	AdviserID      string    `query:"adviser_id" json:"adviser_id,omitempty" maxLength:"32"`
	Channel        string    `query:"channel" json:"channel,omitempty" maxLength:"64" doc:"Where the person was won"`
	JoinedFrom     wire.Time `query:"joined_from" json:"joined_from,omitempty" doc:"At or after"`
	JoinedUntil    wire.Time `query:"joined_until" json:"joined_until,omitempty" doc:"Before"`
	LastOrderFrom  wire.Time `query:"last_order_from" json:"last_order_from,omitempty" doc:"At or after"`
	LastOrderUntil wire.Time `query:"last_order_until" json:"last_order_until,omitempty" doc:"Before; who never ordered is among them"`
	SpendMin       int64     `query:"spend_min" json:"spend_min,omitempty" minimum:"0" maximum:"100000000000000" doc:"In minor units"`
	SpendMax       int64     `query:"spend_max" json:"spend_max,omitempty" minimum:"0" maximum:"100000000000000" doc:"In minor units; 0 for no end"`
}

// memberList asks for members.
type memberList struct {
	shell.Page
	MemberFilter
	Phone      string `query:"phone" maxLength:"40" doc:"Whole number, or its last four digits"`
	CardNo     string `query:"card_no" maxLength:"64"`
	ExternalID string `query:"external_id" maxLength:"64"`
	Email      string `query:"email" maxLength:"254"`
	Q          string `query:"q" maxLength:"254" doc:"Any of these, a member's id, or a name (whole, or its first one or two characters); newest first"`
	Sort       string `query:"sort" enum:"joined,last_order,spend,points" doc:"joined by default"`
	Dir        string `query:"dir" enum:"desc,asc" doc:"desc by default: largest or latest first"`
	Count      bool   `query:"count" doc:"Count them, too: total is in the answer"`
}

// MemberList is one page of members.
type MemberList struct {
	shell.List[MemberOut]
	Total *TotalOut `json:"total,omitempty" doc:"Where count was asked for"`
}

// TotalOut is how many there are.
type TotalOut struct {
	Count int64 `json:"count"`
	More  bool  `json:"more" doc:"There are more than count: nobody counted to the end"`
}

// filter is what the room takes.
func (in *MemberFilter) filter(ctx context.Context, tx *store.Tx) (member.Filter, error) {
	f := member.Filter{
		Status: member.Status(in.Status), Tier: in.Tier, Channel: in.Channel, JoinedFrom: in.JoinedFrom.Instant(), JoinedUntil: in.JoinedUntil.Instant(),
		LastFrom: in.LastOrderFrom.Instant(), LastUntil: in.LastOrderUntil.Instant(),
	}
	if in.Tag != "" {
		f.Tags = []string{in.Tag}
	}
	if in.SpendMin != 0 {
		f.SpendFrom = &in.SpendMin
	}
	if in.SpendMax != 0 {
		f.SpendUntil = &in.SpendMax
	}
	var err error
	if f.StoreID, err = shell.IDOr0("sto", "store_id", in.StoreID); err != nil {
		return f, err
	}
	if f.AdviserID, err = shell.IDOr0("stf", "adviser_id", in.AdviserID); err != nil {
		return f, err
	}
	if in.Condition != "" {
		f.Condition, err = segment.Compile(ctx, tx, in.Condition)
	}
	return f, err
}

// Export is the filter as an export keeps it.
func (in *MemberFilter) Export() (exporter.Filter, error) {
	f := exporter.Filter{
		Condition: in.Condition, Status: in.Status, Tier: in.Tier, Tag: in.Tag, Channel: in.Channel, From: in.JoinedFrom.Instant(), Until: in.JoinedUntil.Instant(),
		LastFrom: in.LastOrderFrom.Instant(), LastUntil: in.LastOrderUntil.Instant(), MinMinor: in.SpendMin, MaxMinor: in.SpendMax,
	}
	var err error
	if f.StoreID, err = shell.IDOr0("sto", "members.store_id", in.StoreID); err == nil {
		f.AdviserID, err = shell.IDOr0("stf", "members.adviser_id", in.AdviserID)
	}
	return f, err
}

// listMembers finds members.
func listMembers(ctx context.Context, tx *store.Tx, c *shell.Call, in *memberList) (MemberList, error) {
	out := MemberList{List: shell.Listed[MemberOut](nil, "")}
	f, err := in.filter(ctx, tx)
	if err != nil {
		return out, err
	}
	ask := roll.In{Filter: f, Query: in.Q, Sort: roll.Sort(in.Sort), Up: in.Dir == "asc", After: in.After, Limit: in.Limit}
	if ask.Query == "" {
		ask.Query = in.Phone
	}
	var page roll.Page
	exact := in.exact()
	switch {
	case exact != nil:
		page.Members, err = findExact(ctx, tx, *exact)
	default:
		page, err = roll.List(ctx, tx, ask)
	}
	if err != nil {
		return out, err
	}
	if out.Data, err = render(ctx, tx, c, page.Members); err != nil {
		return out, err
	}
	if page.Next != "" {
		out.Next = &page.Next
	}
	if in.Count {
		out.Total, err = total(ctx, tx, f, exact != nil || ask.Query != "", len(page.Members))
	}
	return out, err
}

// total counts; of a search it is what was found so far.
func total(ctx context.Context, tx *store.Tx, f member.Filter, searched bool, found int) (*TotalOut, error) {
	if searched {
		return &TotalOut{Count: int64(found)}, nil
	}
	t, err := roll.Count(ctx, tx, f)
	return &TotalOut{Count: t.Count, More: t.More}, err
}

// exact is the identity that is asked for, nil where none is. Four digits of a phone are a search.
func (in *memberList) exact() *member.Ref {
	id := member.Identities{Card: trimmed(in.CardNo), ExternalID: trimmed(in.ExternalID), Email: trimmed(in.Email)}
	if len(trimmed(in.Phone)) > 4 {
		id.Phone = trimmed(in.Phone)
	}
	if id == (member.Identities{}) {
		return nil
	}
	return &member.Ref{Identities: id}
}

// findExact is the one member who has the identity, or nobody.
func findExact(ctx context.Context, tx *store.Tx, ref member.Ref) ([]member.Member, error) {
	ids, err := member.Resolve(ctx, tx, []member.Ref{ref})
	if err != nil || ids[0] == 0 {
		return nil, err
	}
	return member.GetMany(ctx, tx, ids)
}
