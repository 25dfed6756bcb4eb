package member

import (
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/member/trait"
	"regulars/internal/vault"
)

// Status says what a person is to the merchant.
type Status string

// The states of a record.
const (
	StatusCustomer Status = "customer" // counted, promised nothing
	StatusMember   Status = "member"
	StatusErased   Status = "erased"
)

// Lunar is a birthday in the Chinese calendar; the zero value is none.
type Lunar = calendar.Lunar

// Identity is one thing by which the person is found.
type Identity struct {
	Kind      string
	Value     string           // folded: a phone in E.164, an e-mail in lower case
	App       string           // of an openid
	DeadAt    calendar.Instant // since when a phone is known to reach nobody; 0 while it does
	CreatedAt calendar.Instant
	MemberID  int64 // the record that holds it: the member, or an alias of it
}

// Member is a person as pages and the API see one.
type Member struct {
	ID      int64
	Status  Status
	Version int64
	AliasOf int64 // 0, but in the export of an alias

	Name       string
	Address    string
	Identities []Identity // own ones first, then those of aliases
	Gender     string     // "female", "male", "other" or ""
	Birthday   calendar.Day
	BirthdayOK bool // whether Birthday is known
	Lunar      Lunar

	StoreID      int64
	Channel      string
	Campaign     string
	ReferrerID   int64
	AdviserID    int64 // staff member who looks after the person, 0 for none
	Personalised bool  // false: the person has switched personal recommendations off
	JoinedAt     calendar.Instant
	CreatedAt    calendar.Instant
	UpdatedAt    calendar.Instant

	Tags       []string
	Attributes map[string]any // int64, string or bool by code
	Consents   []trait.Consent
	Stat       Stat
}

// Identity is the value of the first identity of a kind, or "".
func (m *Member) Identity(kind string) string {
	for i := range m.Identities {
		if m.Identities[i].Kind == kind {
			return m.Identities[i].Value
		}
	}
	return ""
}

// Phone is the phone number in E.164, or "".
func (m *Member) Phone() string { return m.Identity(KindPhone) }

// Email is the e-mail address, or "".
func (m *Member) Email() string { return m.Identity(KindEmail) }

// Card is the card number, or "".
func (m *Member) Card() string { return m.Identity(KindCard) }

// ExternalID is the id in the merchant's own system, or "".
func (m *Member) ExternalID() string { return m.Identity(KindExternal) }

// Masked is the member as those see it who may not read personal data in full.
func (m *Member) Masked() Member {
	out := *m
	out.Name, out.Address = vault.MaskName(m.Name), vault.MaskAddress(m.Address)
	out.Birthday, out.BirthdayOK = 0, false
	out.Identities = slices.Clone(m.Identities)
	for i := range out.Identities {
		id := &out.Identities[i]
		id.Value = mask(id.Kind, id.Value)
	}
	return out
}

// Reachable are the kinds of identities by which a person can be reached or be somebody else: nobody sees them in passing.
func Reachable(kind string) bool { return kind == KindPhone || kind == KindEmail }

// Discreet is the member as staff see one who may read names: with what reaches the person masked.
func (m *Member) Discreet() Member {
	out := *m
	out.Address = vault.MaskAddress(m.Address)
	out.Identities = slices.Clone(m.Identities)
	for i := range out.Identities {
		if id := &out.Identities[i]; Reachable(id.Kind) {
			id.Value = mask(id.Kind, id.Value)
		}
	}
	return out
}

func mask(kind, value string) string {
	switch kind {
	case KindPhone:
		return vault.MaskPhone(value)
	case KindEmail:
		return vault.MaskEmail(value)
	default:
		return vault.MaskCode(value)
	}
}

// readDay is a stored day, and whether there is one.
func readDay(text string) (calendar.Day, bool, error) {
	if text == "" {
		return 0, false, nil
	}
	day, err := calendar.ParseDay(text)
	return day, err == nil, err
}
