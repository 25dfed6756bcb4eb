package member

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Get is one member with everything but children and timeline; an alias answers as the member it points to. Returns ErrUnknown, also
// for an erased one.
func Get(ctx context.Context, tx *store.Tx, id int64) (Member, error) {
	ids, err := Resolve(ctx, tx, []Ref{{ID: id}})
	if err != nil {
		return Member{}, err
	}
	if ids[0] == 0 {
		return Member{}, ErrUnknown.New(nil)
	}
	list, err := GetMany(ctx, tx, ids)
	if err == nil && len(list) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return Member{}, err
	}
	return list[0], nil
}

// GetMany are the members of these ids, in their order; unknown ones are left out, aliases stand for themselves. A fixed number of
// statements for any number of members.
func GetMany(ctx context.Context, tx *store.Tx, ids []int64) ([]Member, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := peopleLater(tx, ids)
	identitiesLater(tx, ids, found)
	tags, attributes, consents := trait.TagsLater(tx, ids), trait.AttributesLater(tx, ids, true), trait.ConsentsLater(tx, ids)
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	for id, m := range found {
		sortIdentities(id, m.Identities)
	}
	out := make([]Member, 0, len(found))
	for _, id := range ids {
		m := found[id]
		if m == nil {
			continue
		}
		for _, t := range tags[id] {
			m.Tags = append(m.Tags, t.Tag)
		}
		m.Attributes, m.Consents = attributes[id], consents[id]
		out = append(out, *m)
	}
	return out, nil
}

const sqlPeople = `SELECT m.id, m.status, m.version, m.alias_of, m.name, m.address, m.gender, m.birthday, m.lunar_month, m.lunar_day, m.lunar_leap,
 m.store_id, m.channel, m.campaign, m.referrer_id, m.adviser_id, m.personalised, m.joined_at, m.created_at, m.updated_at,
 s.order_count, s.spend_minor, s.refund_minor, s.principal_minor, s.points, s.growth, s.recharge_minor, s.referrals,
 s.first_order_at, s.last_order_at, s.first_order_on, s.last_order_on, s.purchase_days, s.favourite_category, s.favourite_store, s.favourites
FROM member m JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
WHERE m.merchant_id = $1 AND s.merchant_id = $1 AND m.id = ANY($2)`

func peopleLater(tx *store.Tx, ids []int64) map[int64]*Member {
	v, out := vault.From(tx), make(map[int64]*Member, len(ids))
	tx.QueryLater(sqlPeople, func(r store.Row) error {
		m, s := &Member{}, &Stat{}
		var status, birthday string
		var name, address []byte
		err := r.Scan(&m.ID, &status, &m.Version, &m.AliasOf, &name, &address, &m.Gender, &birthday, &m.Lunar.Month, &m.Lunar.Day, &m.Lunar.Leap,
			&m.StoreID, &m.Channel, &m.Campaign, &m.ReferrerID, &m.AdviserID, &m.Personalised, &m.JoinedAt, &m.CreatedAt, &m.UpdatedAt,
			&s.OrderCount, &s.SpendMinor, &s.RefundMinor, &s.PrincipalMinor, &s.Points, &s.Growth, &s.RechargeMinor, &s.Referrals,
			&s.FirstOrderAt, &s.LastOrderAt, &s.FirstOrderOn, &s.LastOrderOn, &s.PurchaseDays, &s.FavouriteCategory, &s.FavouriteStore, &s.Favourites)
		if err != nil {
			return err
		}
		m.Status, m.Stat = Status(status), *s
		if m.Birthday, m.BirthdayOK, err = readDay(birthday); err != nil {
			return err
		}
		if m.Name, err = v.Unseal(tx, m.ID, "name", name); err != nil {
			return err
		}
		m.Address, err = v.Unseal(tx, m.ID, "address", address)
		out[m.ID] = m
		return err
	}, tx.MerchantID(), ids)
	return out
}

// SQLite would read all identities first; CROSS JOIN tells it to begin with the few aliases.
const sqlIdentities = `SELECT i.kind, i.sealed, i.dead_at, i.created_at, i.member_id, 0 FROM member_identity i
WHERE i.merchant_id = $1 AND i.member_id = ANY($2)
UNION ALL SELECT i.kind, i.sealed, i.dead_at, i.created_at, m.id, m.alias_of FROM member m
CROSS JOIN member_identity i WHERE m.merchant_id = $1 AND i.merchant_id = $1 AND m.alias_of = ANY($2) AND m.alias_of <> 0 AND i.member_id = m.id`

// identitiesLater gives the members their identities.
func identitiesLater(tx *store.Tx, ids []int64, members map[int64]*Member) {
	v := vault.From(tx)
	tx.QueryLater(sqlIdentities, func(r store.Row) error {
		var i Identity
		var sealed []byte
		var alias int64
		if err := r.Scan(&i.Kind, &sealed, &i.DeadAt, &i.CreatedAt, &i.MemberID, &alias); err != nil {
			return err
		}
		plain, err := v.Unseal(tx, i.MemberID, i.Kind, sealed)
		if err != nil {
			return err
		}
		i.App, i.Value = splitOpenID(i.Kind, plain)
		id := i.MemberID
		if alias != 0 {
			id = alias
		}
		if m := members[id]; m != nil {
			m.Identities = append(m.Identities, i)
		}
		return nil
	}, tx.MerchantID(), ids)
}

// sortIdentities puts the member's own ones first, each kind in the order of its making.
func sortIdentities(id int64, all []Identity) {
	slices.SortFunc(all, func(a, b Identity) int {
		if (a.MemberID == id) != (b.MemberID == id) {
			if a.MemberID == id {
				return -1
			}
			return 1
		}
		if a.CreatedAt != b.CreatedAt {
			return cmp.Compare(a.CreatedAt, b.CreatedAt)
		}
		return strings.Compare(a.Kind+a.Value, b.Kind+b.Value)
	})
}
