package trait

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// The types of an attribute.
const (
	TypeText   = "text"
	TypeInt    = "int"
	TypeBool   = "bool"
	TypeDay    = "day"
	TypeChoice = "choice"
)

// AttributeChoice is one answer that may be chosen.
type AttributeChoice struct {
	Code string `json:"code"`
	En   string `json:"en"`
	Zh   string `json:"zh"`
}

// Definition is an attribute of the merchant's own. Why is shown to the person who is asked.
type Definition struct {
	Code             string
	Type             string
	LabelEn, LabelZh string
	WhyEn, WhyZh     string
	Choices          []AttributeChoice // of TypeChoice
	Sensitive        bool              // sealed, and in no condition
	Archived         bool              // no longer asked; values stay
	Version          int64
}

// Definitions are those of a merchant, by code.
type Definitions map[string]Definition

func (d *Definition) check() *fault.Error {
	errs := []*fault.Error{contact.Word("code", d.Code), contact.Text("label_en", d.LabelEn, MaxValue), contact.Text("label_zh", d.LabelZh, MaxValue),
		contact.Text("why_en", d.WhyEn, MaxValue), contact.Text("why_zh", d.WhyZh, MaxValue)}
	if d.LabelEn == "" && d.LabelZh == "" {
		errs = append(errs, fault.ErrRequired.At("label_zh", nil))
	}
	if d.WhyEn == "" && d.WhyZh == "" {
		errs = append(errs, fault.ErrRequired.At("why_zh", nil))
	}
	if !slices.Contains([]string{TypeText, TypeInt, TypeBool, TypeDay, TypeChoice}, d.Type) {
		errs = append(errs, fault.ErrInvalid.At("type", fault.P{"reason": "text, int, bool, day, choice"}))
	}
	if (d.Type == TypeChoice) != (len(d.Choices) > 0) {
		errs = append(errs, fault.ErrInvalid.At("choices", fault.P{"reason": TypeChoice}))
	}
	if len(d.Choices) > MaxChoices {
		errs = append(errs, fault.ErrTooMany.At("choices", fault.P{"limit": MaxChoices}))
	}
	seen := map[string]bool{}
	for i, c := range d.Choices {
		at := "choices[" + strconv.Itoa(i) + "]."
		errs = append(errs, contact.Word(at+"code", c.Code), contact.Text(at+"en", c.En, MaxValue), contact.Text(at+"zh", c.Zh, MaxValue))
		if seen[c.Code] {
			errs = append(errs, fault.ErrInvalid.At(at+"code", fault.P{"reason": c.Code}))
		}
		seen[c.Code] = true
	}
	return fault.As(fault.Join(errs...))
}

const sqlDefs = `SELECT code, type, label_en, label_zh, why_en, why_zh, choices, sensitive, archived, version
FROM member_attribute_def WHERE merchant_id = $1 ORDER BY code`

// ListDefinitions are the merchant's own attributes by code; there are at most [MaxAttributes].
func ListDefinitions(ctx context.Context, tx *store.Tx) ([]Definition, error) {
	var out []Definition
	err := tx.Query(ctx, sqlDefs, func(r store.Row) error {
		var d Definition
		var choices string
		err := r.Scan(&d.Code, &d.Type, &d.LabelEn, &d.LabelZh, &d.WhyEn, &d.WhyZh, &choices, &d.Sensitive, &d.Archived, &d.Version)
		if err == nil && choices != "" {
			err = json.Unmarshal([]byte(choices), &d.Choices)
		}
		out = append(out, d)
		return err
	}, tx.MerchantID())
	return out, err
}

// ReadDefinitions are the merchant's own attributes by code.
func ReadDefinitions(ctx context.Context, tx *store.Tx) (Definitions, error) {
	list, err := ListDefinitions(ctx, tx)
	out := make(Definitions, len(list))
	for _, d := range list {
		out[d.Code] = d
	}
	return out, err
}

const sqlSaveDefinition = `INSERT INTO member_attribute_def (merchant_id, code, type, label_en, label_zh, why_en, why_zh, choices, sensitive, archived,
 version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
ON CONFLICT (merchant_id, code) DO UPDATE SET label_en = excluded.label_en, label_zh = excluded.label_zh, why_en = excluded.why_en,
 why_zh = excluded.why_zh, choices = excluded.choices, archived = excluded.archived, version = excluded.version, updated_at = excluded.updated_at
 WHERE member_attribute_def.version = excluded.version - 1`

// SaveDefinition makes an attribute (Version 0) or changes the one whose version is given. Type and sensitivity are fixed once
// made. Returns ErrAttributeStale, ErrAttributeType or what is wrong with a field.
func SaveDefinition(ctx context.Context, tx *store.Tx, d Definition) (Definition, error) {
	if err := d.check(); err != nil {
		return d, err
	}
	known, err := ReadDefinitions(ctx, tx)
	if err != nil {
		return d, err
	}
	old, found := known[d.Code]
	switch {
	case old.Version != d.Version:
		return d, ErrAttributeStale.New(fault.P{"version": old.Version})
	case found && (old.Type != d.Type || old.Sensitive != d.Sensitive):
		return d, ErrAttributeType.At("type", nil)
	case !found && len(known) >= MaxAttributes:
		return d, fault.ErrTooMany.New(fault.P{"limit": MaxAttributes})
	}
	choices := ""
	if len(d.Choices) > 0 {
		text, err := json.Marshal(d.Choices)
		if err != nil {
			return d, err
		}
		choices = string(text)
	}
	d.Version++
	n, err := tx.Exec(ctx, sqlSaveDefinition, tx.MerchantID(), d.Code, d.Type, d.LabelEn, d.LabelZh, d.WhyEn, d.WhyZh, choices, d.Sensitive, d.Archived, d.Version, tx.Now())
	if err != nil {
		return d, err
	}
	if n == 0 {
		return d, ErrAttributeStale.New(fault.P{"version": d.Version})
	}
	change := org.Change{Verb: "member.attribute_saved", Subject: "attribute:" + d.Code, After: d}
	if found {
		change.Before = old
	}
	return d, org.Audit(ctx, tx, change)
}

// Value is one answer, typed.
type Value struct {
	code      string
	text      string
	number    int64
	sensitive bool
	none      bool // the answer is taken away
}

// Values types what was given, sorted by code; nil takes an answer away. Returns ErrAttributeUnknown or ErrAttributeValue.
func (defs Definitions) Values(given map[string]any) ([]Value, *fault.Error) {
	var out []Value
	var errs []*fault.Error
	for code, value := range given {
		d, known := defs[code]
		if !known || d.Archived {
			errs = append(errs, ErrAttributeUnknown.At("attributes."+code, fault.P{"code": code}))
			continue
		}
		v := Value{code: code, sensitive: d.Sensitive, none: value == nil}
		if value != nil && !d.take(&v, value) {
			errs = append(errs, ErrAttributeValue.At("attributes."+code, fault.P{"code": code, "want": d.want()}))
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Value) int { return strings.Compare(a.code, b.code) })
	slices.SortFunc(errs, func(a, b *fault.Error) int { return strings.Compare(a.Field, b.Field) })
	return out, fault.As(fault.Join(errs...))
}

// take types one answer; texts from a file are read as what the attribute is.
func (d *Definition) take(v *Value, value any) bool {
	text, isText := value.(string)
	switch d.Type {
	case TypeText:
		v.text = text
		return isText && contact.Text("", text, MaxValue) == nil
	case TypeChoice:
		v.text = text
		return isText && slices.ContainsFunc(d.Choices, func(c AttributeChoice) bool { return c.Code == text })
	case TypeDay:
		_, err := calendar.ParseDay(text)
		v.text = text
		return isText && err == nil
	case TypeBool:
		yes, isBool := value.(bool)
		if isText {
			var err error
			yes, err = strconv.ParseBool(text)
			isBool = err == nil
		}
		if yes {
			v.number = 1
		}
		return isBool
	default:
		n, ok := whole(value)
		v.number = n
		return ok
	}
}

// whole reads a whole number as it comes from JSON, from a file or from Go.
func whole(value any) (int64, bool) {
	switch n := value.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) <= 1<<53
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	case string:
		i, err := strconv.ParseInt(n, 10, 64)
		return i, err == nil
	}
	return 0, false
}

func (d *Definition) want() string {
	if d.Type != TypeChoice {
		return d.Type
	}
	codes := make([]string, len(d.Choices))
	for i, c := range d.Choices {
		codes[i] = c.Code
	}
	return strings.Join(codes, ", ")
}

// ValueOf is an answer and whose it is.
type ValueOf struct {
	MemberID int64
	Value
}

var insertAttributes = store.Insert{Table: "member_attribute",
	Columns: []string{"merchant_id", "member_id", "code", "value_text", "value_int", "sealed", "merged", "updated_at"},
	Conflict: `ON CONFLICT (merchant_id, member_id, code) DO UPDATE SET value_text = excluded.value_text, value_int = excluded.value_int,
 sealed = excluded.sealed, merged = excluded.merged, updated_at = excluded.updated_at`}

// WriteAttributes writes answers and takes away those that are none.
func WriteAttributes(ctx context.Context, tx *store.Tx, rows []ValueOf) error {
	cells := make([][]any, 0, len(rows))
	for _, r := range rows {
		if r.none {
			if _, err := tx.Exec(ctx, `DELETE FROM member_attribute WHERE merchant_id = $1 AND member_id = $2 AND code = $3`, tx.MerchantID(), r.MemberID, r.code); err != nil {
				return err
			}
			continue
		}
		text, number, sealed := r.text, r.number, []byte{}
		if r.sensitive {
			plain := r.text + "\x00" + strconv.FormatInt(r.number, 10)
			text, number, sealed = "", 0, vault.From(tx).Seal(tx, r.MemberID, "attr."+r.code, plain)
		}
		cells = append(cells, []any{tx.MerchantID(), r.MemberID, r.code, text, number, sealed, false, tx.Now()})
	}
	_, err := store.InsertMany(ctx, tx, insertAttributes, cells)
	return err
}

const sqlAttributes = `SELECT a.member_id, a.code, d.type, d.sensitive, a.value_text, a.value_int, a.sealed
FROM member_attribute a JOIN member_attribute_def d ON d.merchant_id = a.merchant_id AND d.code = a.code
WHERE a.merchant_id = $1 AND d.merchant_id = $1 AND a.member_id = ANY($2) ORDER BY a.member_id, a.code`

// ReadAttributes are the answers of members by code: int64, bool, or a string for texts, choices and days (YYYY-MM-DD).
func ReadAttributes(ctx context.Context, tx *store.Tx, ids []int64, sensitive bool) (map[int64]map[string]any, error) {
	out := AttributesLater(tx, ids, sensitive)
	return out, tx.Flush(ctx)
}

// AttributesLater is ReadAttributes; the map is filled when the transaction next waits for an answer.
func AttributesLater(tx *store.Tx, ids []int64, sensitive bool) map[int64]map[string]any {
	out := map[int64]map[string]any{}
	tx.QueryLater(sqlAttributes, func(r store.Row) error {
		var id, number int64
		var code, kind, text string
		var isSensitive bool
		var sealed []byte
		if err := r.Scan(&id, &code, &kind, &isSensitive, &text, &number, &sealed); err != nil {
			return err
		}
		if isSensitive && !sensitive {
			return nil
		}
		if len(sealed) > 0 {
			plain, err := vault.From(tx).Unseal(tx, id, "attr."+code, sealed)
			if err != nil {
				return err
			}
			var digits string
			text, digits, _ = strings.Cut(plain, "\x00")
			number, _ = strconv.ParseInt(digits, 10, 64)
		}
		if out[id] == nil {
			out[id] = map[string]any{}
		}
		out[id][code] = typed(kind, text, number)
		return nil
	}, tx.MerchantID(), ids)
	return out
}

func typed(kind, text string, number int64) any {
	switch kind {
	case TypeInt:
		return number
	case TypeBool:
		return number != 0
	}
	return text
}
