package member

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"regulars/internal/store"
)

// splitOpenID parts "app|openid".
func splitOpenID(kind, value string) (app, id string) {
	if kind != KindOpenID {
		return "", value
	}
	app, id, _ = strings.Cut(value, "|")
	return app, id
}

// SetIdentities changes what a member is found by; see [Update], of which it is a part.
func SetIdentities(ctx context.Context, tx *store.Tx, id int64, p IdentityPatch) (Member, error) {
	return Update(ctx, tx, UpdateIn{ID: id, Patch: Patch{Identities: p}})
}

// setIdentities gives up the identities that are replaced or taken away and takes the new ones. What was given up is kept sealed
// (invariant 7). A new one that an alias of the member holds is left where it is.
func setIdentities(ctx context.Context, tx *store.Tx, m *Member, p IdentityPatch) error {
	b := newBlinder(tx)
	given, touched := p.given()
	if len(touched) == 0 {
		return nil
	}
	keys, refused := b.keys(&given)
	if refused != nil {
		return refused
	}
	var digests []string
	for _, k := range keys {
		digests = append(digests, k.digest)
	}
	held, err := holders(ctx, tx, digests)
	if err != nil {
		return err
	}
	var rows []identityRow
	kept := map[string]bool{}
	for _, k := range keys {
		switch held[k.digest] {
		case m.ID:
			kept[k.kind+k.value] = true
		case 0:
			rows = append(rows, identityRow{m.ID, k})
		default:
			return taken(held, []key{k}).Err
		}
	}
	left := len(rows)
	var gone []Identity
	for _, i := range m.Identities {
		value := i.Value
		if i.Kind == KindOpenID {
			value = i.App + "|" + i.Value
		}
		if i.MemberID == m.ID && touched[i.Kind] && !kept[i.Kind+value] && (i.Kind != KindOpenID || i.App == p.AppID) {
			gone = append(gone, i)
		} else {
			left++
		}
	}
	if left == 0 {
		return ErrIdentityNeeded.New(nil)
	}
	if err := giveUp(ctx, tx, b, m.ID, gone); err != nil {
		return err
	}
	return insertIdentities(ctx, tx, rows)
}

// given are the new values, and which kinds the patch speaks of.
func (p *IdentityPatch) given() (Identities, map[string]bool) {
	var out Identities
	touched := map[string]bool{}
	for _, f := range []struct {
		kind string
		from *string
		to   *string
	}{
		{KindPhone, p.Phone, &out.Phone}, {KindEmail, p.Email, &out.Email}, {KindCard, p.Card, &out.Card},
		{KindExternal, p.ExternalID, &out.ExternalID}, {KindOpenID, p.OpenID, &out.OpenID}, {KindUnionID, p.UnionID, &out.UnionID},
	} {
		if f.from != nil {
			touched[f.kind], *f.to = true, *f.from
		}
	}
	out.AppID = p.AppID
	return out, touched
}

// giveUp moves identities of a member to its past.
func giveUp(ctx context.Context, tx *store.Tx, b *blinder, memberID int64, gone []Identity) error {
	var rows [][]any
	var digests []string
	for _, i := range gone {
		value := i.Value
		if i.Kind == KindOpenID {
			value = i.App + "|" + i.Value
		}
		digests = append(digests, b.blind(i.Kind, value))
		rows = append(rows, []any{tx.MerchantID(), memberID, tx.NewID(), i.Kind, sealIdentity(tx, memberID, i.Kind, value), i.CreatedAt, tx.Now()})
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `DELETE FROM member_identity WHERE merchant_id = $1 AND digest = ANY($2) AND member_id = $3`, tx.MerchantID(), digests, memberID); err != nil {
		return err
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "member_identity_past",
		Columns: []string{"merchant_id", "member_id", "id", "kind", "sealed", "from_at", "until_at"}}, rows)
	return err
}

// difference names what differs between two states of a member, sorted.
func difference(a, b *Member) []string {
	before, after := facets(a), facets(b)
	var out []string
	for name := range after {
		if !reflect.DeepEqual(before[name], after[name]) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// portrait is what an audit line keeps of a member: the facets that changed, sealed by the trail with the person's own key.
func portrait(m *Member, names []string) map[string]any {
	all, out := facets(m), map[string]any{}
	for _, name := range names {
		out[name] = all[name]
	}
	return out
}

func facets(m *Member) map[string]any {
	identities := map[string][]string{}
	dead := []string{}
	for _, i := range m.Identities {
		identities[i.Kind] = append(identities[i.Kind], i.App+"|"+i.Value)
		if i.DeadAt != 0 {
			dead = append(dead, i.Value)
		}
	}
	birthday := ""
	if m.BirthdayOK {
		birthday = m.Birthday.String()
	}
	return map[string]any{
		"name": m.Name, "address": m.Address, "gender": m.Gender, "birthday": birthday, "birthday_lunar": m.Lunar, "store_id": m.StoreID,
		"adviser_id": m.AdviserID, "channel": m.Channel, "campaign": m.Campaign, "personalised": m.Personalised, "tags": m.Tags,
		"attributes": m.Attributes, "consents": m.Consents, "phone_dead": dead,
		"phone": identities[KindPhone], "email": identities[KindEmail], "card_no": identities[KindCard],
		"external_id": identities[KindExternal], "openid": identities[KindOpenID], "unionid": identities[KindUnionID],
	}
}
