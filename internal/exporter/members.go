package exporter

import (
	"context"
	"strings"

	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// memberSource gives members in the order of their ids.
type memberSource struct {
	*writing
	filter member.Filter
	after  int64
	done   int // of those whom a search found
	held   *reward.Books
}

func openMembers(ctx context.Context, tx *store.Tx, w *writing) (source, error) {
	f := w.Filter
	s := &memberSource{writing: w, filter: member.Filter{
		Status: member.Status(f.Status), Tier: f.Tier, StoreID: f.StoreID, AdviserID: f.AdviserID, Channel: f.Channel, JoinedFrom: f.From, JoinedUntil: f.Until,
		LastFrom: f.LastFrom, LastUntil: f.LastUntil, Walking: true,
	}}
	if f.Tag != "" {
		s.filter.Tags = []string{f.Tag}
	}
	if f.MinMinor != 0 {
		s.filter.SpendFrom = &f.MinMinor
	}
	if f.MaxMinor != 0 {
		s.filter.SpendUntil = &f.MaxMinor
	}
	var err error
	if f.Condition != "" {
		s.filter.Condition, err = segment.Compile(ctx, tx, f.Condition)
	}
	return s, err
}

func (s *memberSource) total(ctx context.Context, tx *store.Tx) (int64, error) {
	if s.Filter.Found != nil {
		return int64(len(s.Filter.Found)), nil
	}
	return member.Count(ctx, tx, s.filter)
}

// ids are the next members; more says that others may follow.
func (s *memberSource) ids(ctx context.Context, tx *store.Tx) (ids []int64, more bool, err error) {
	if s.Filter.Found == nil {
		if ids, err = member.ListIDs(ctx, tx, s.filter, s.after, page); len(ids) > 0 {
			s.after = ids[len(ids)-1]
		}
		return ids, len(ids) == page, err
	}
	found := s.Filter.Found[s.done:min(s.done+page, len(s.Filter.Found))]
	s.done += len(found)
	ids, err = member.Select(ctx, tx, s.filter, found)
	return ids, s.done < len(s.Filter.Found), err
}

func (s *memberSource) next(ctx context.Context, tx *store.Tx) ([][]cell, bool, error) {
	s.tx = tx
	ids, more, err := s.ids(ctx, tx)
	if err != nil || len(ids) == 0 {
		return nil, more, err
	}
	list, err := member.GetMany(ctx, tx, ids)
	if err != nil {
		return nil, false, err
	}
	if s.held, err = reward.Open(ctx, tx, reward.Need{Members: ids, From: tx.Now(), Until: tx.Now()}); err != nil {
		return nil, false, err
	}
	rows := make([][]cell, len(list))
	for i := range list {
		s.held.CatchUp(list[i].ID, tx.Now())
		m := list[i]
		if !s.Revealed {
			m = m.Masked()
		}
		rows[i] = s.cells(func(column string) cell { return s.cell(&m, column) })
	}
	return rows, more, s.held.Err()
}

// cell is one value of a member.
func (s *memberSource) cell(m *member.Member, column string) cell {
	switch column {
	case "id":
		return id("mem", m.ID)
	case "name":
		return text(m.Name)
	case "phone":
		return text(domestic(m.Phone()))
	case "email":
		return text(m.Email())
	case "card_no":
		return text(m.Card())
	case "external_id":
		return text(m.ExternalID())
	case "status":
		return s.word(string(m.Status))
	case "store":
		return text(s.stores[m.StoreID])
	case "channel":
		return s.word(m.Channel)
	case "campaign":
		return text(m.Campaign)
	case "tags":
		return text(strings.Join(m.Tags, ", "))
	case "gender":
		return s.word(m.Gender)
	case "birthday":
		if !m.BirthdayOK {
			return cell{}
		}
		return text(m.Birthday.String())
	case "joined_at":
		return s.at(m.JoinedAt)
	}
	if code, own := strings.CutPrefix(column, "attr."); own {
		return s.attribute(m, code)
	}
	return s.figure(m, column)
}

// figure is one number of a member.
func (s *memberSource) figure(m *member.Member, column string) cell {
	wallet := s.held.Ledger.Wallet(m.ID)
	switch column {
	case "tier":
		if m.Status == member.StatusMember {
			return s.tier(s.held.Tier.Code(m.ID))
		}
	case "points":
		return number(wallet.Of(ledger.Points).Available)
	case "points_pending":
		return number(wallet.Of(ledger.Points).Pending)
	case "growth":
		return number(wallet.Of(ledger.Growth).Net())
	case "principal":
		return s.money(wallet.Of(ledger.Principal).Available)
	case "bonus":
		return s.money(wallet.Of(ledger.Bonus).Available)
	case "orders":
		return number(m.Stat.OrderCount)
	case "spend":
		return s.money(m.Stat.SpendMinor)
	case "refunds":
		return s.money(m.Stat.RefundMinor)
	case "average":
		return s.money(m.Stat.AverageMinor())
	case "first_order_at":
		return s.at(m.Stat.FirstOrderAt)
	case "last_order_at":
		return s.at(m.Stat.LastOrderAt)
	}
	return cell{}
}

// attribute is one of the merchant's own.
func (s *memberSource) attribute(m *member.Member, code string) cell {
	switch v := m.Attributes[code].(type) {
	case string:
		return text(v)
	case int64:
		return number(v)
	case bool:
		if s.Language == "zh" {
			return text(map[bool]string{true: "是", false: "否"}[v])
		}
		return text(map[bool]string{true: "yes", false: "no"}[v])
	}
	return cell{}
}

// domestic is a Chinese mobile number as people write it; others keep their country.
func domestic(phone string) string {
	if national, ok := strings.CutPrefix(phone, "+86"); ok && len(national) == 11 {
		return national
	}
	return phone
}

// person is a member's name and phone as the export shows them, by record.
type person struct{ id, name, phone cell }

// people are the members behind records, masked unless the export is in full.
func (w *writing) people(ctx context.Context, tx *store.Tx, records []int64) (map[int64]person, error) {
	out := map[int64]person{}
	holders, err := member.Holders(ctx, tx, records)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(holders))
	for _, holder := range holders {
		ids = append(ids, holder)
	}
	list, err := member.GetMany(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	named := map[int64]person{}
	for i := range list {
		m := &list[i]
		p := person{id("mem", m.ID), text(vault.MaskName(m.Name)), text(vault.MaskPhone(m.Phone()))}
		if w.Revealed {
			p.name, p.phone = text(m.Name), text(domestic(m.Phone()))
		}
		named[m.ID] = p
	}
	for record, holder := range holders {
		out[record] = named[holder]
	}
	return out, nil
}
