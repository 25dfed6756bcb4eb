package recharge

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Basis says at what uses count when principal is paid back for the member's own reason.
type Basis string

// The bases, from the strictest to the kindest.
const (
	ListPrice Basis = "list"  // the price of the goods before any discount
	Paid      Basis = "paid"  // what was drawn from the value, bonus included
	Ratio     Basis = "ratio" // the part of it that was paid for: amount / (amount + bonus)
)

// Terms are a merchant's rules of stored value. What a stored document does not name has its default.
type Terms struct {
	LimitMinor          int64     `json:"limit_minor"`           // principal on one member's card; 0 is no limit
	AnonymousLimitMinor int64     `json:"anonymous_limit_minor"` // the same for who has left neither name nor phone; 0 is no limit
	AnyAmount           bool      `json:"any_amount"`            // value can be bought without an offer
	CoolingDays         int64     `json:"cooling_days"`          // within so many days the member needs no reason, and uses count at the ratio paid
	OwnBasis            Basis     `json:"own_basis"`             // later, for the member's own reason
	AloneUpToMinor      int64     `json:"alone_up_to_minor"`     // paid back without a second person
	Text                deal.Text `json:"text,omitzero"`         // what members are shown of all this, where the merchant puts it in words of his own
}

// DefaultTerms are the terms of a merchant who has changed none: the careful way in China, no limits elsewhere.
func DefaultTerms(currency string) Terms {
	t := Terms{AnyAmount: true, CoolingDays: 7, OwnBasis: ListPrice}
	if currency == "CNY" {
		t.LimitMinor, t.AnonymousLimitMinor = 500_000, 100_000
	}
	return t
}

// Told is what members are shown of the terms: the merchant's own words, else a text that says what the terms say.
func (t *Terms) Told() deal.Text {
	out := t.Text
	if out.Zh == "" {
		out.Zh = t.sayZh()
	}
	if out.En == "" {
		out.En = t.sayEn()
	}
	return out
}

func (t *Terms) sayZh() string {
	begin := "因商家原因退款，已消费部分按实付比例（本金÷（本金＋赠送））折算；"
	if t.CoolingDays > 0 {
		begin = fmt.Sprintf("充值后 %d 日内可无理由退款：未消费的全额退回本金，有消费的扣除已消费部分按实付比例（本金÷（本金＋赠送））折算的金额。"+
			"之后因商家原因退款，同样按实付比例折算；", t.CoolingDays)
	}
	own := map[Basis]string{ListPrice: "按打折前的价格计算", Paid: "按实际抵扣的金额计算", Ratio: "也按实付比例折算"}[t.OwnBasis]
	return begin + "因个人原因退款，已消费部分" + own + "。赠送金额不可提现，退款原路退回。"
}

func (t *Terms) sayEn() string {
	begin := "Where the shop is the reason for paying it back, what was used counts at the ratio paid (principal ÷ (principal + bonus)); "
	if t.CoolingDays > 0 {
		days := fmt.Sprintf("%d days", t.CoolingDays)
		if t.CoolingDays == 1 {
			days = "a day"
		}
		begin = "Within " + days + " of a recharge it is paid back without a reason: all of the principal where nothing was used, else less what was used " +
			"at the ratio paid (principal ÷ (principal + bonus)). Later, where the shop is the reason, what was used counts at that ratio too; "
	}
	own := map[Basis]string{
		ListPrice: "it counts at the price before discounts", Paid: "it counts at what was drawn for it", Ratio: "it counts at that ratio as well",
	}[t.OwnBasis]
	return begin + "for reasons of your own " + own + ". Bonus is never paid out; money goes back to where it came from."
}

// GetTerms are the merchant's terms and their version for If-Match: 0 where none were ever saved.
func GetTerms(ctx context.Context, tx *store.Tx) (Terms, int64, error) {
	t, version := DefaultTerms(tx.Currency()), int64(0)
	_, err := store.One(ctx, tx, `SELECT document, version FROM mall_recharge_terms WHERE merchant_id = $1`, func(r store.Row) error {
		var document string
		if err := r.Scan(&document, &version); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(document), &t); err != nil {
			return fmt.Errorf("stored terms of recharges: %w", err)
		}
		return nil
	}, tx.MerchantID())
	return t, version, err
}

const sqlSaveTerms = `INSERT INTO mall_recharge_terms (merchant_id, document, version, updated_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (merchant_id) DO UPDATE SET document = excluded.document, version = excluded.version, updated_at = excluded.updated_at
	WHERE mall_recharge_terms.version = excluded.version - 1`

// SaveTerms replaces the terms that have the given version. It is audited. Returns ErrStale, and what is wrong field by field.
func SaveTerms(ctx context.Context, tx *store.Tx, version int64, t Terms) (int64, error) {
	c := &form.Checker{}
	c.Between("limit_minor", t.LimitMinor, 0, money.Limit)
	c.Between("anonymous_limit_minor", t.AnonymousLimitMinor, 0, money.Limit)
	c.Between("cooling_days", t.CoolingDays, 0, maxCooling)
	c.Between("alone_up_to_minor", t.AloneUpToMinor, 0, money.Limit)
	form.Choice(c, "own_basis", t.OwnBasis, ListPrice, Paid, Ratio)
	c.Text("text", t.Text, maxText, false)
	if err := fault.Join(c.Wrong...); err != nil {
		return 0, err
	}
	old, was, err := GetTerms(ctx, tx)
	if err != nil {
		return 0, err
	}
	if was != version {
		return 0, ErrStale.New(nil)
	}
	document, err := json.Marshal(&t)
	if err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, sqlSaveTerms, tx.MerchantID(), string(document), version+1, tx.Now())
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, ErrStale.New(nil)
	}
	return version + 1, org.Audit(ctx, tx, org.Change{Verb: "recharge_terms.changed", Subject: org.Subject("merchant", tx.MerchantID()), Before: old, After: t})
}
