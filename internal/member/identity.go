package member

import (
	"strings"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// The kinds of identities.
const (
	KindPhone    = "phone"
	KindEmail    = "email"
	KindCard     = "card"
	KindExternal = "external"
	KindOpenID   = "openid"
	KindUnionID  = "unionid"
)

// Identities are what a person is found by, as given. Empty ones are not given.
type Identities struct {
	Phone      string // in any spelling; national numbers are those of the merchant's country
	Email      string
	Card       string
	ExternalID string // id in the merchant's own system
	OpenID     string // of the WeChat app AppID
	AppID      string
	UnionID    string
}

// key is one identity, folded, with its blind index.
type key struct {
	kind, value, digest string
	last4               string // blind index of the last four digits, phones only
}

// blinder folds and blinds for one merchant.
type blinder struct {
	vault      *vault.Vault
	merchantID int64
	region     string
}

func newBlinder(tx *store.Tx) *blinder {
	return &blinder{vault.From(tx), tx.MerchantID(), contact.Region(tx.Merchant())}
}

func (b *blinder) blind(kind, value string) string { return b.vault.Blind(b.merchantID, kind, value) }

func (b *blinder) key(kind, value string) key {
	k := key{kind: kind, value: value, digest: b.blind(kind, value)}
	if kind == KindPhone {
		k.last4 = b.blind("phone4", value[len(value)-4:])
	}
	return k
}

// keys folds what is given, in the order in which it decides: an e-mail is the weakest. Returns ErrPhone, ErrEmail, ErrCard,
// fault.ErrTooLong or fault.ErrRequired at their fields.
func (b *blinder) keys(in *Identities) ([]key, *fault.Error) {
	var out []key
	var errs []*fault.Error
	take := func(kind, value string, err *fault.Error) {
		if err != nil {
			errs = append(errs, err)
		} else if value != "" {
			out = append(out, b.key(kind, value))
		}
	}
	card, err := contact.Card(in.Card)
	take(KindCard, card, err)
	phone, err := contact.Phone(in.Phone, b.region)
	take(KindPhone, phone, err)
	external, err := contact.Code("external_id", in.ExternalID)
	take(KindExternal, external, err)
	open, err := openID(in)
	take(KindOpenID, open, err)
	union, err := contact.Code("wechat.unionid", in.UnionID)
	take(KindUnionID, union, err)
	email, err := contact.Email(in.Email)
	take(KindEmail, email, err)
	return out, fault.As(fault.Join(errs...))
}

// openID is "app|openid": the same openid of another app is another person.
func openID(in *Identities) (string, *fault.Error) {
	id, err := contact.Code("wechat.openid", in.OpenID)
	if err != nil || id == "" {
		return "", err
	}
	app, err := contact.Code("wechat.app_id", in.AppID)
	if err != nil {
		return "", err
	}
	if app == "" {
		return "", fault.ErrRequired.At("wechat.app_id", nil)
	}
	if strings.Contains(app, "|") {
		return "", fault.ErrInvalid.At("wechat.app_id", fault.P{"reason": "|"})
	}
	return app + "|" + id, nil
}

// nameKeys are the blind indexes of a name: whole, first character, first two characters; empty where there is none.
func (b *blinder) nameKeys(name string) (whole, first, firstTwo string) {
	folded := contact.Fold(name)
	if folded == "" {
		return "", "", ""
	}
	_, one := utf8.DecodeRuneInString(folded)
	_, two := utf8.DecodeRuneInString(folded[one:])
	whole, first = b.blind("name", folded), b.blind("name1", folded[:one])
	if two > 0 {
		firstTwo = b.blind("name2", folded[:one+two])
	}
	return whole, first, firstTwo
}
