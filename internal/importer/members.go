package importer

import (
	"context"
	"math"
	"strings"

	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/member"
	"regulars/internal/member/contact"
	"regulars/internal/member/trait"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// memberPlan writes the members of a file.
type memberPlan struct {
	*reader
	items []memberRow
}

// memberRow is one member of the file.
type memberRow struct {
	row   int64
	in    member.EnrolIn
	store string
	attrs map[string]string // as written: their types are known when they are saved
}

func readMembers(ctx context.Context, t *sheet.Table, m *mapping.Mapping, in place, tell func(int64)) (*memberPlan, error) {
	r, err := newReader(t, m, in)
	if err != nil {
		return nil, err
	}
	p := &memberPlan{reader: r}
	err = r.each(ctx, t, tell, func(cells []string, row int) *fault.Error {
		item, refusal := p.take(cells)
		if refusal == nil {
			item.row = int64(row)
			p.items = append(p.items, item)
		}
		return refusal
	})
	return p, err
}

func (p *memberPlan) take(cells []string) (memberRow, *fault.Error) {
	ids, key := identities(p.c, cells)
	if strings.Trim(key, "\x00") == "" {
		return memberRow{}, p.wrong.at(member.ErrIdentityNeeded, "phone")
	}
	item := memberRow{store: p.text(cells, "store"), in: member.EnrolIn{
		Identities: cloned(ids), Name: p.text(cells, "name"), Address: p.text(cells, "address"), Channel: p.text(cells, "channel"),
		Campaign: p.text(cells, "campaign"), Tags: parts(p.text(cells, "tags")),
	}}
	if err := p.moments(cells, &item.in); err != nil {
		return item, err
	}
	gender, ok := genders[strings.ToLower(p.c.Value(cells, "gender"))]
	if !ok {
		return item, p.wrong.at(fault.ErrInvalid, "gender")
	}
	item.in.Gender = gender
	if said := p.c.Value(cells, "marketing"); said != "" {
		yes, ok := truth(said)
		if !ok {
			return item, p.wrong.at(fault.ErrInvalid, "marketing")
		}
		item.in.Consents = []trait.Consent{{Purpose: "marketing", Channel: "sms", Granted: yes, At: item.in.JoinedAt, Source: "import"}}
	}
	for code, i := range p.c.Attributes {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			if item.attrs == nil {
				item.attrs = map[string]string{}
			}
			item.attrs[code] = strings.Clone(strings.TrimSpace(cells[i]))
		}
	}
	return item, nil
}

// moments reads the birthday and the day of joining.
func (p *memberPlan) moments(cells []string, in *member.EnrolIn) *fault.Error {
	if text := p.c.Value(cells, "birthday"); text != "" {
		day, code, ok := p.dates.On(text)
		if !ok {
			return p.wrong.at(code, "birthday")
		}
		in.Birthday = &day
	}
	if text := p.c.Value(cells, "joined_at"); text != "" {
		at, code, ok := p.dates.Instant(text)
		if !ok {
			return p.wrong.at(code, "joined_at")
		}
		in.JoinedAt = at
	}
	return nil
}

// genders are the words for it in files; none is said where there is none.
var genders = map[string]string{
	"": "", "男": "male", "m": "male", "male": "male", "先生": "male", "1": "male",
	"女": "female", "f": "female", "female": "female", "女士": "female", "2": "female",
	"其他": "other", "other": "other", "未知": "", "unknown": "", "保密": "", "0": "",
}

// truth reads a yes or a no.
func truth(text string) (yes, ok bool) {
	switch strings.ToLower(text) {
	case "yes", "y", "true", "1", "是", "同意", "已同意", "√":
		return true, true
	case "no", "n", "false", "0", "否", "不同意", "未同意", "×":
		return false, true
	}
	return false, false
}

// parts splits a list inside a cell.
func parts(text string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，;；、|", r) }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (p *memberPlan) size() int         { return len(p.items) }
func (p *memberPlan) next(from int) int { return min(from+chunkRows, len(p.items)) }
func (p *memberPlan) committed(written) {}

// One row may depend on the one before: there is one lane.
func (p *memberPlan) lanes(int) []plan { return []plan{p} }

func (p *memberPlan) apart(context.Context, *store.Tx, int) (bool, error) { return false, nil }

func (p *memberPlan) write(ctx context.Context, tx *store.Tx, from, to int) (written, error) {
	var w written
	ins, rows, err := p.prepare(ctx, tx, from, to, &w)
	if err != nil {
		return w, err
	}
	open, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return w, err
	}
	// Whoever stands in the merchant's file was let in already, except where a condition decides.
	invited := open.Document().Entry.Kind != program.EntryCondition
	results, err := reward.Enrol(ctx, tx, ins, invited)
	if err != nil {
		return w, err
	}
	for i, r := range results {
		switch {
		case r.Err == nil:
			w.counts.MembersCreated++
		case fault.Has(r.Err, member.ErrExists) && p.m.Existing == mapping.Keep:
			w.counts.MembersExisting++
		default:
			w.refused = append(w.refused, refused{rows[i], r.Err})
		}
	}
	return w, nil
}

// prepare fills in what is known only in the database: stores, and the types of attributes.
func (p *memberPlan) prepare(ctx context.Context, tx *store.Tx, from, to int, w *written) ([]member.EnrolIn, []int64, error) {
	var codes []string
	for _, item := range p.items[from:to] {
		if item.store != "" {
			codes = append(codes, item.store)
		}
	}
	stores, err := org.StoresByCode(ctx, tx, codes)
	if err != nil {
		return nil, nil, err
	}
	types, err := p.types(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	var ins []member.EnrolIn
	var rows []int64
	for i := from; i < to; i++ {
		item := &p.items[i]
		in := item.in
		place, found := stores[item.store]
		if item.store != "" && !found {
			w.refused = append(w.refused, refused{item.row, order.ErrStore.At("store", nil)})
			continue
		}
		in.StoreID = place.ID
		attributes, refusal := p.attributes(item, types)
		if refusal == nil {
			refusal = checkContacts(&in.Identities, contact.Region(tx.Merchant()))
		}
		if refusal != nil {
			w.refused = append(w.refused, refused{item.row, refusal})
			continue
		}
		in.Attributes = attributes
		ins, rows = append(ins, in), append(rows, item.row)
	}
	return ins, rows, nil
}

// checkContacts refuses what is no phone or e-mail, so that a dry run knows it too.
func checkContacts(ids *member.Identities, region string) *fault.Error {
	var err *fault.Error
	if ids.Phone != "" {
		_, err = contact.Phone(ids.Phone, region)
	}
	if ids.Email != "" && err == nil {
		_, err = contact.Email(ids.Email)
	}
	if ids.Card != "" && err == nil {
		_, err = contact.Card(ids.Card)
	}
	return err
}

// types are the types of the merchant's own attributes that the mapping names, by code.
func (p *memberPlan) types(ctx context.Context, tx *store.Tx) (map[string]string, error) {
	out := map[string]string{}
	if len(p.c.Attributes) == 0 {
		return out, nil
	}
	list, err := trait.ListDefinitions(ctx, tx)
	for _, d := range list {
		out[d.Code] = d.Type
	}
	return out, err
}

// attributes reads the values of the merchant's own attributes by their types; what an unknown one is, member says.
func (p *memberPlan) attributes(item *memberRow, types map[string]string) (map[string]any, *fault.Error) {
	if len(item.attrs) == 0 {
		return nil, nil
	}
	out := make(map[string]any, len(item.attrs))
	for code, text := range item.attrs {
		field := "attributes." + code
		switch types[code] {
		case trait.TypeInt:
			d, ok := sheet.ParseDecimal(text, p.comma)
			n, whole := d.Whole()
			if !ok || !whole || n == math.MinInt64 {
				return nil, ErrWhole.At(field, nil)
			}
			out[code] = n
		case trait.TypeBool:
			yes, ok := truth(text)
			if !ok {
				return nil, fault.ErrInvalid.At(field, fault.P{"reason": "yes, no"})
			}
			out[code] = yes
		case trait.TypeDay:
			day, why, ok := p.dates.On(text)
			if !ok {
				return nil, why.At(field, nil)
			}
			out[code] = day.String()
		default:
			out[code] = text
		}
	}
	return out, nil
}

func (p *memberPlan) foresee(ctx context.Context, tx *store.Tx) (Counts, []refused, error) {
	var w written
	for from := 0; from < len(p.items); from = p.next(from) {
		ins, rows, err := p.prepare(ctx, tx, from, p.next(from), &w)
		if err != nil {
			return w.counts, nil, err
		}
		refs := make([]member.Ref, len(ins))
		for i := range ins {
			refs[i].Identities = ins[i].Identities
		}
		ids, err := member.Resolve(ctx, tx, refs)
		if err != nil {
			return w.counts, nil, err
		}
		for i, id := range ids {
			switch {
			case id == 0:
				w.counts.MembersCreated++
			case p.m.Existing == mapping.Reject:
				w.refused = append(w.refused, refused{rows[i], member.ErrExists.At("phone", fault.P{"kind": "", "member_id": store.FormatID("mem", id)})})
			default:
				w.counts.MembersExisting++
			}
		}
	}
	return w.counts, w.refused, nil
}
