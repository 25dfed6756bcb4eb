package merge

import (
	"context"
	"slices"

	"regulars/internal/member"
	"regulars/internal/store"
)

// fields are what a record may lack and take from the other, with how it is taken and given back.
type field struct {
	name  string
	empty func(m *member.Member) bool
	take  func(p *member.Patch, m *member.Member) // from m
	clear func(p *member.Patch)
	same  func(a, b *member.Member) bool
}

func fields() []field {
	none, zero := "", int64(0)
	return []field{
		{"name", func(m *member.Member) bool { return m.Name == "" }, func(p *member.Patch, m *member.Member) { p.Name = &m.Name },
			func(p *member.Patch) { p.Name = &none }, func(a, b *member.Member) bool { return a.Name == b.Name }},
		{"address", func(m *member.Member) bool { return m.Address == "" }, func(p *member.Patch, m *member.Member) { p.Address = &m.Address },
			func(p *member.Patch) { p.Address = &none }, func(a, b *member.Member) bool { return a.Address == b.Address }},
		{"gender", func(m *member.Member) bool { return m.Gender == "" }, func(p *member.Patch, m *member.Member) { p.Gender = &m.Gender },
			func(p *member.Patch) { p.Gender = &none }, func(a, b *member.Member) bool { return a.Gender == b.Gender }},
		{"birthday", func(m *member.Member) bool { return !m.BirthdayOK }, takeBirthday,
			func(p *member.Patch) { p.NoBirthday = true }, func(a, b *member.Member) bool { return a.BirthdayOK == b.BirthdayOK && a.Birthday == b.Birthday }},
		{"birthday_lunar", func(m *member.Member) bool { return m.Lunar == member.Lunar{} }, func(p *member.Patch, m *member.Member) { p.Lunar = &m.Lunar },
			func(p *member.Patch) { p.Lunar = &member.Lunar{} }, func(a, b *member.Member) bool { return a.Lunar == b.Lunar }},
		{"store_id", func(m *member.Member) bool { return m.StoreID == 0 }, func(p *member.Patch, m *member.Member) { p.StoreID = &m.StoreID },
			func(p *member.Patch) { p.StoreID = &zero }, func(a, b *member.Member) bool { return a.StoreID == b.StoreID }},
		{"adviser_id", func(m *member.Member) bool { return m.AdviserID == 0 }, func(p *member.Patch, m *member.Member) { p.AdviserID = &m.AdviserID },
			func(p *member.Patch) { p.AdviserID = &zero }, func(a, b *member.Member) bool { return a.AdviserID == b.AdviserID }},
		{"channel", func(m *member.Member) bool { return m.Channel == "" }, func(p *member.Patch, m *member.Member) { p.Channel = &m.Channel },
			func(p *member.Patch) { p.Channel = &none }, func(a, b *member.Member) bool { return a.Channel == b.Channel }},
		{"campaign", func(m *member.Member) bool { return m.Campaign == "" }, func(p *member.Patch, m *member.Member) { p.Campaign = &m.Campaign },
			func(p *member.Patch) { p.Campaign = &none }, func(a, b *member.Member) bool { return a.Campaign == b.Campaign }},
	}
}

func takeBirthday(p *member.Patch, m *member.Member) {
	if m.BirthdayOK {
		p.Birthday = &m.Birthday
	}
}

// pair reads both records as they stand, aliases as themselves.
func pair(ctx context.Context, tx *store.Tx, from, into int64) (f, i *member.Member, err error) {
	list, err := member.GetMany(ctx, tx, []int64{from, into})
	if err != nil {
		return nil, nil, err
	}
	if len(list) != 2 {
		return nil, nil, member.ErrUnknown.New(nil)
	}
	return &list[0], &list[1], nil
}

const sqlStanding = `UPDATE member SET status = $3, joined_at = $4 WHERE merchant_id = $1 AND id = $2`

// fill gives into the fields that it lacks; it is a member where either was, since the earlier of both days.
func fill(ctx context.Context, tx *store.Tx, f, i record) ([]string, error) {
	from, into, err := pair(ctx, tx, f.id, i.id)
	if err != nil {
		return nil, err
	}
	var taken []string
	patch := member.Patch{}
	for _, of := range fields() {
		if of.empty(into) && !of.empty(from) {
			of.take(&patch, from)
			taken = append(taken, of.name)
		}
	}
	if err := member.Rewrite(ctx, tx, into, patch); err != nil {
		return nil, err
	}
	status, joinedAt := i.status, i.joinedAt
	if f.status == member.StatusMember && (status != member.StatusMember || f.joinedAt < joinedAt) {
		status, joinedAt = f.status, f.joinedAt
	}
	_, err = tx.Exec(ctx, sqlStanding, tx.MerchantID(), i.id, string(status), joinedAt)
	return taken, err
}

// empty takes back the fields that were filled and not changed since, and the standing where it came from the other.
func empty(ctx context.Context, tx *store.Tx, m *merged, now record) error {
	from, into, err := pair(ctx, tx, m.from, m.into)
	if err != nil {
		return err
	}
	patch := member.Patch{}
	for _, of := range fields() {
		if slices.Contains(m.did.Fields, of.name) && of.same(from, into) {
			of.clear(&patch)
		}
	}
	if err := member.Rewrite(ctx, tx, into, patch); err != nil {
		return err
	}
	if now.joinedAt != from.JoinedAt || now.status != from.Status {
		return nil
	}
	_, err = tx.Exec(ctx, sqlStanding, tx.MerchantID(), m.into, string(m.did.Status), m.did.JoinedAt)
	return err
}
