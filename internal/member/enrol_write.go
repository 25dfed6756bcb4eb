package member

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/vault"
)

func sealIdentity(tx *store.Tx, memberID int64, kind, value string) []byte {
	return vault.From(tx).Seal(tx, memberID, kind, value)
}

func dayText(d *calendar.Day) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func monthOf(d *calendar.Day) int64 {
	if d == nil {
		return 0
	}
	_, m, _ := d.Date()
	return int64(m)
}

// write saves the rows of those who were not refused: one statement a table.
func (e *enrolment) write(ctx context.Context, tx *store.Tx) error {
	var people, stats [][]any
	var tags []trait.TagsFor
	var attrs []trait.ValueOf
	var consents []trait.ConsentOf
	for i := range e.in {
		if e.results[i].Err != nil {
			continue
		}
		in, id := &e.in[i], e.results[i].MemberID
		people = append(people, e.personRow(tx, in, id))
		stats = append(stats, append([]any{tx.MerchantID(), id}, statCells(&Stat{})...))
		tags = append(tags, trait.TagsFor{MemberID: id, Tags: in.Tags})
		for _, v := range e.attrs[i] {
			attrs = append(attrs, trait.ValueOf{MemberID: id, Value: v})
		}
		for _, c := range in.Consents {
			consents = append(consents, trait.ConsentOf{MemberID: id, Consent: c})
		}
	}
	if _, err := store.InsertMany(ctx, tx, store.Insert{Table: "member", Columns: personColumns}, people); err != nil {
		return err
	}
	if _, err := store.InsertMany(ctx, tx, insertStats, stats); err != nil {
		return err
	}
	if err := trait.FirstTags(ctx, tx, tags); err != nil {
		return err
	}
	if err := trait.WriteAttributes(ctx, tx, attrs); err != nil {
		return err
	}
	return trait.WriteConsents(ctx, tx, consents)
}

var insertStats = store.Insert{Table: "member_stat", Columns: []string{"merchant_id", "member_id",
	"order_count", "spend_minor", "refund_minor", "principal_minor", "points", "growth", "recharge_minor", "referrals",
	"first_order_at", "last_order_at", "first_order_on", "last_order_on", "purchase_days", "span_days",
	"favourite_category", "favourite_store", "favourites"}}

var personColumns = []string{"merchant_id", "id", "status", "version", "alias_of", "name", "address", "name_digest", "name1_digest", "name2_digest",
	"gender", "birthday", "birthday_month", "lunar_month", "lunar_day", "lunar_leap", "store_id", "channel", "campaign", "referrer_id",
	"adviser_id", "personalised", "joined_at", "created_at", "updated_at"}

func (e *enrolment) personRow(tx *store.Tx, in *EnrolIn, id int64) []any {
	whole, first, firstTwo := e.b.nameKeys(in.Name)
	return []any{tx.MerchantID(), id, string(in.status()), int64(1), int64(0), e.b.vault.Seal(tx, id, "name", in.Name), e.b.vault.Seal(tx, id, "address", in.Address),
		whole, first, firstTwo, in.Gender, dayText(in.Birthday), monthOf(in.Birthday), in.Lunar.Month, in.Lunar.Day, in.Lunar.Leap,
		in.StoreID, in.Channel, in.Campaign, in.ReferrerID, in.AdviserID, true, in.joinedAt(tx), tx.Now(), tx.Now()}
}
