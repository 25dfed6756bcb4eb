package member

import (
	"context"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Patch is what changes of a member; nil is left as it is.
type Patch struct {
	Identities IdentityPatch

	Name, Address, Gender *string
	Birthday              *calendar.Day
	NoBirthday            bool // takes the birthday away
	Lunar                 *Lunar
	StoreID, AdviserID    *int64
	Channel, Campaign     *string
	Personalised          *bool
	PhoneDead             *bool          // marks all phones as reaching nobody, or as alive
	Attributes            map[string]any // nil values take answers away
	Tags                  *[]string      // replaces all tags
	Consents              []trait.Consent
}

// IdentityPatch sets the identities of a member; "" takes one away, nil leaves it.
type IdentityPatch struct {
	Phone, Email, Card, ExternalID, UnionID *string
	OpenID                                  *string // of AppID; other apps' openids are left
	AppID                                   string
}

// UpdateIn changes one member. Version is the one that was read; 0 changes whatever is there.
type UpdateIn struct {
	ID      int64
	Version int64
	Patch   Patch
}

// EarliestBirthday refuses slips of the pen.
var EarliestBirthday = calendar.DayOf(1900, 1, 1)

// Check refuses what is wrong in a profile.
func (p *Patch) Check(today calendar.Day) *fault.Error {
	var errs []*fault.Error
	text := func(field string, value *string, limit int) {
		if value != nil {
			errs = append(errs, contact.Text(field, *value, limit))
		}
	}
	text("name", p.Name, MaxName)
	text("address", p.Address, MaxAddress)
	text("channel", p.Channel, contact.MaxCode)
	text("campaign", p.Campaign, MaxCampaign)
	if p.Gender != nil && !slices.Contains([]string{"", "female", "male", "other"}, *p.Gender) {
		errs = append(errs, fault.ErrInvalid.At("gender", fault.P{"reason": "female, male, other"}))
	}
	if p.Birthday != nil && (*p.Birthday < EarliestBirthday || *p.Birthday > today) {
		errs = append(errs, fault.ErrRange.At("birthday", fault.P{"min": EarliestBirthday, "max": today}))
	}
	if p.Lunar != nil && !possible(*p.Lunar) {
		errs = append(errs, fault.ErrInvalid.At("birthday_lunar", fault.P{"reason": "month 1–12, day 1–30"}))
	}
	if p.Tags != nil {
		errs = append(errs, trait.CheckTags("tags", *p.Tags))
	}
	return fault.As(fault.Join(errs...))
}

func possible(l Lunar) bool {
	return l == Lunar{} || l.Month >= 1 && l.Month <= 12 && l.Day >= 1 && l.Day <= 30
}

// Update changes a member and answers it as it is then. The record is locked for the rest of the transaction. Returns ErrUnknown,
// ErrStale, ErrErased, ErrExists where somebody else has an identity, or what is wrong with a field.
func Update(ctx context.Context, tx *store.Tx, in UpdateIn) (Member, error) {
	if err := fault.Join(in.Patch.Check(tx.Today()), trait.CheckConsents(in.Patch.Consents, tx.Now())); err != nil {
		return Member{}, err
	}
	id, version, err := Lock(ctx, tx, in.ID)
	if err != nil {
		return Member{}, err
	}
	if in.Version != 0 && in.Version != version {
		return Member{}, ErrStale.New(fault.P{"version": version})
	}
	before, err := Get(ctx, tx, id)
	if err != nil {
		return Member{}, err
	}
	after := before
	if err := in.Patch.apply(ctx, tx, &after); err != nil {
		return Member{}, err
	}
	if err := in.Patch.save(ctx, tx, &after); err != nil {
		return Member{}, err
	}
	after, err = Get(ctx, tx, id)
	if err != nil {
		return Member{}, err
	}
	changed := difference(&before, &after)
	if len(changed) == 0 {
		return after, nil
	}
	if err := Touch(ctx, tx, id); err != nil {
		return Member{}, err
	}
	after.Version, after.UpdatedAt = before.Version+1, tx.Now()
	tx.Emit(event.Event{Kind: EventChanged, MemberID: id, Subject: id, At: tx.Now(), Data: map[string]any{"fields": changed}})
	return after, org.Audit(ctx, tx, org.Change{Verb: EventChanged, Subject: org.Subject("member", id), MemberID: id,
		Before: portrait(&before, changed), After: portrait(&after, changed)})
}

const sqlLock = `SELECT id, alias_of, status, version FROM member WHERE merchant_id = $1 AND id = $2 FOR UPDATE`

// Lock locks the row of a member (an alias leads to its member) and answers its id and version. The row is the last lock of a
// verb of this room; wallets come before it where a verb takes both.
func Lock(ctx context.Context, tx *store.Tx, id int64) (int64, int64, error) {
	var alias, version int64
	var status string
	for range 2 {
		found, err := store.One(ctx, tx, sqlLock, func(r store.Row) error { return r.Scan(&id, &alias, &status, &version) }, tx.MerchantID(), id)
		switch {
		case err != nil:
			return 0, 0, err
		case !found:
			return 0, 0, ErrUnknown.New(nil)
		case Status(status) == StatusErased:
			return 0, 0, ErrErased.New(nil)
		case alias == 0:
			return id, version, nil
		}
		id = alias
	}
	return 0, 0, store.ErrAgain // merged once more at this moment
}

// Touch counts a change of a member.
func Touch(ctx context.Context, tx *store.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE member SET version = version + 1, updated_at = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), id, tx.Now())
	return err
}

// apply puts the patch on the member in memory and refuses what points nowhere.
func (p *Patch) apply(ctx context.Context, tx *store.Tx, m *Member) error {
	set(&m.Name, p.Name)
	m.Name = strings.TrimSpace(m.Name)
	set(&m.Address, p.Address)
	set(&m.Gender, p.Gender)
	set(&m.Lunar, p.Lunar)
	set(&m.StoreID, p.StoreID)
	set(&m.AdviserID, p.AdviserID)
	set(&m.Channel, p.Channel)
	set(&m.Campaign, p.Campaign)
	set(&m.Personalised, p.Personalised)
	if p.Birthday != nil {
		m.Birthday, m.BirthdayOK = *p.Birthday, true
	}
	if p.NoBirthday {
		m.Birthday, m.BirthdayOK = 0, false
	}
	in := EnrolIn{StoreID: m.StoreID, AdviserID: m.AdviserID}
	var known references
	var err error
	if p.StoreID != nil {
		if known.stores, err = existing(ctx, tx, sqlHasStore, []int64{m.StoreID}); err != nil {
			return err
		}
	} else {
		in.StoreID = 0
	}
	if p.AdviserID != nil {
		if known.advisers, err = existing(ctx, tx, sqlHasStaff, []int64{m.AdviserID}); err != nil {
			return err
		}
	} else {
		in.AdviserID = 0
	}
	if refused := known.refusal(&in); refused != nil {
		return refused
	}
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

const sqlUpdate = `UPDATE member SET name = $3, address = $4, name_digest = $5, name1_digest = $6, name2_digest = $7, gender = $8, birthday = $9,
 birthday_month = $10, lunar_month = $11, lunar_day = $12, lunar_leap = $13, store_id = $14, channel = $15, campaign = $16, adviser_id = $17,
 personalised = $18 WHERE merchant_id = $1 AND id = $2`

// Rewrite changes the profile of a record that was read, an alias too, without asking, telling or noting: it is a part of merging.
func Rewrite(ctx context.Context, tx *store.Tx, m *Member, p Patch) error {
	after := *m
	if err := p.apply(ctx, tx, &after); err != nil {
		return err
	}
	return writeProfile(ctx, tx, &after)
}

func writeProfile(ctx context.Context, tx *store.Tx, m *Member) error {
	v, b := vault.From(tx), newBlinder(tx)
	whole, first, firstTwo := b.nameKeys(m.Name)
	var birthday *calendar.Day
	if m.BirthdayOK {
		birthday = &m.Birthday
	}
	_, err := tx.Exec(ctx, sqlUpdate, tx.MerchantID(), m.ID, v.Seal(tx, m.ID, "name", m.Name), v.Seal(tx, m.ID, "address", m.Address), whole, first, firstTwo,
		m.Gender, dayText(birthday), monthOf(birthday), m.Lunar.Month, m.Lunar.Day, m.Lunar.Leap, m.StoreID, m.Channel, m.Campaign, m.AdviserID, m.Personalised)
	return err
}

// save writes the profile, the identities, answers, tags and consents.
func (p *Patch) save(ctx context.Context, tx *store.Tx, m *Member) error {
	if err := writeProfile(ctx, tx, m); err != nil {
		return err
	}
	if err := setIdentities(ctx, tx, m, p.Identities); err != nil {
		return err
	}
	if p.PhoneDead != nil {
		if err := markPhones(ctx, tx, m.ID, *p.PhoneDead); err != nil {
			return err
		}
	}
	if err := p.saveAnswers(ctx, tx, m); err != nil {
		return err
	}
	rows := make([]trait.ConsentOf, len(p.Consents))
	for i, c := range p.Consents {
		rows[i] = trait.ConsentOf{MemberID: m.ID, Consent: c}
	}
	return trait.WriteConsents(ctx, tx, rows)
}

func (p *Patch) saveAnswers(ctx context.Context, tx *store.Tx, m *Member) error {
	if p.Tags != nil {
		wanted := trait.Unique(*p.Tags)
		gone := slices.DeleteFunc(slices.Clone(m.Tags), func(t string) bool { return slices.Contains(wanted, t) })
		if len(gone) > 0 {
			if err := trait.RemoveTags(ctx, tx, m.ID, gone); err != nil {
				return err
			}
		}
		if err := trait.AddTags(ctx, tx, trait.TagSource(tx), map[int64][]string{m.ID: wanted}); err != nil {
			return err
		}
	}
	if len(p.Attributes) == 0 {
		return nil
	}
	defs, err := trait.ReadDefinitions(ctx, tx)
	if err != nil {
		return err
	}
	values, refused := defs.Values(p.Attributes)
	if refused != nil {
		return refused
	}
	rows := make([]trait.ValueOf, len(values))
	for i, v := range values {
		rows[i] = trait.ValueOf{MemberID: m.ID, Value: v}
	}
	return trait.WriteAttributes(ctx, tx, rows)
}

// markPhones notes that the phones of a member and of its aliases reach nobody, or do again.
func markPhones(ctx context.Context, tx *store.Tx, id int64, dead bool) error {
	at := calendar.Instant(0)
	if dead {
		at = tx.Now()
	}
	ids, err := WithAliases(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE member_identity SET dead_at = CAST($3 AS bigint) WHERE merchant_id = $1 AND member_id = ANY($2) AND kind = 'phone'
AND (dead_at = 0) <> (CAST($3 AS bigint) = 0)`, tx.MerchantID(), ids, at)
	return err
}

// Admit makes customers members as of an instant; those who are members already are left. It answers whom it admitted.
func Admit(ctx context.Context, tx *store.Tx, ids []int64, at calendar.Instant) ([]int64, error) {
	var out []int64
	err := tx.Query(ctx, `UPDATE member SET status = 'member', joined_at = $3, version = version + 1, updated_at = $4
WHERE merchant_id = $1 AND id = ANY($2) AND status = 'customer' RETURNING id`,
		func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			out = append(out, id)
			return err
		}, tx.MerchantID(), ids, at, tx.Now())
	slices.Sort(out)
	for _, id := range out {
		tx.Emit(event.Event{Kind: EventAdmitted, MemberID: id, Subject: id, At: at})
	}
	return out, err
}
