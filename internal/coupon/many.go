package coupon

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Batch is one call that made many coupons: for members, or as codes to hand out.
type Batch struct {
	ID         int64
	TemplateID int64
	Kind       string // members or codes
	Asked      int64
	Issued     int64
	Refused    []BatchRefused
	MadeBy     string
	At         calendar.Instant

	firstID, lastID int64
}

// BatchRefused is a member who was given nothing, and why.
type BatchRefused struct {
	MemberID int64            `json:"member"`
	Code     string           `json:"code"`
	Params   map[string]int64 `json:"params,omitempty"`
}

// BatchIn asks for many coupons: for the members, or so many codes.
type BatchIn struct {
	TemplateID int64
	MemberIDs  []int64
	Codes      int
	Cause      Cause // Root "" makes the batch its own root
	MadeBy     string
	Limit      int64 // most at once without a second person; 0: no limit
	Approved   bool
}

func (in *BatchIn) check() error {
	n := int64(max(len(in.MemberIDs), in.Codes))
	switch {
	case len(in.MemberIDs) > 0 == (in.Codes > 0):
		return fault.ErrRequired.At("member_ids", nil)
	case len(in.MemberIDs) > MaxMembers:
		return fault.ErrTooMany.At("member_ids", fault.P{"limit": MaxMembers})
	case in.Codes > MaxCodes:
		return fault.ErrTooMany.At("codes", fault.P{"limit": MaxCodes})
	case in.Limit > 0 && n > in.Limit && !in.Approved:
		return ErrSecond.New(fault.P{"limit": in.Limit})
	}
	return nil
}

// IssueMany makes a coupon for each of the members, or codes. A member who cannot have one spoils nobody else's; codes are all made or none.
// Returns ErrTemplate, ErrClosed, ErrOver, ErrStock, ErrSecond.
func IssueMany(ctx context.Context, tx *store.Tx, in BatchIn) (*Batch, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	b := &Batch{ID: tx.NewID(), TemplateID: in.TemplateID, Kind: "codes", Asked: int64(max(len(in.MemberIDs), in.Codes)), MadeBy: in.MadeBy, At: tx.Now()}
	cause := in.Cause
	cause.At, cause.Issue = tx.Now(), b.ID
	if cause.Root == "" {
		cause.Root = fmt.Sprintf("issue:%d", b.ID)
	}
	var err error
	if in.Codes > 0 {
		err = b.codes(ctx, tx, in.Codes, cause)
	} else {
		b.Kind = "members"
		err = b.members(ctx, tx, in.MemberIDs, cause)
	}
	if err != nil {
		return nil, err
	}
	if err := b.write(ctx, tx); err != nil {
		return nil, err
	}
	return b, org.Audit(ctx, tx, org.Change{Verb: "coupon_template.issued", Subject: org.Subject("coupon_template", b.TemplateID),
		After: map[string]any{"batch": store.FormatID("cis", b.ID), "kind": b.Kind, "asked": b.Asked, "issued": b.Issued}})
}

// members gives one to each.
func (b *Batch) members(ctx context.Context, tx *store.Tx, records []int64, cause Cause) error {
	people, err := lock(ctx, tx, records...)
	if err != nil {
		return err
	}
	var give []int64
	for _, id := range records {
		if p := people[id]; p.member {
			give = append(give, p.holder)
		}
	}
	bk, err := Open(ctx, tx, Need{Templates: []int64{b.TemplateID}, Give: give})
	if err != nil {
		return err
	}
	if bk.templates[b.TemplateID] == nil {
		return ErrTemplate.New(nil)
	}
	for _, id := range records {
		p := people[id]
		if !p.member {
			b.refuse(id, ErrNoMember.New(nil))
			continue
		}
		ids, refused := bk.Issue(ctx, p.holder, b.TemplateID, 1, cause)
		if refused != nil {
			b.refuse(id, refused)
			continue
		}
		b.made(ids)
	}
	return bk.Save(ctx)
}

func (b *Batch) refuse(member int64, refused *fault.Error) {
	out := BatchRefused{MemberID: member, Code: refused.Code.Code}
	for name, value := range refused.Params {
		if n, ok := value.(int64); ok {
			if out.Params == nil {
				out.Params = map[string]int64{}
			}
			out.Params[name] = n
		}
	}
	b.Refused = append(b.Refused, out)
}

func (b *Batch) made(ids []int64) {
	for _, id := range ids {
		if b.Issued++; b.firstID == 0 {
			b.firstID = id
		}
		b.lastID = id
	}
}

// codes makes codes that nobody holds yet.
func (b *Batch) codes(ctx context.Context, tx *store.Tx, n int, cause Cause) error {
	bk, err := Open(ctx, tx, Need{Templates: []int64{b.TemplateID}})
	if err != nil {
		return err
	}
	t := bk.templates[b.TemplateID]
	if t == nil {
		return ErrTemplate.New(nil)
	}
	if refused := t.room(int64(n), 0, cause.At); refused != nil && refused.Code.Code != ErrLimit.Code {
		return refused
	}
	from, until := t.Terms.Validity.unclaimedSpan(cause.At)
	for n > 0 {
		some := make([]*Coupon, min(n, codeBatch))
		for i := range some {
			some[i] = bk.blank(t, cause)
			some[i].ActivatesAt, some[i].ExpiresAt = from, until
			b.made([]int64{some[i].ID})
		}
		if err := writeCodes(ctx, tx, some); err != nil {
			return err
		}
		n -= len(some)
	}
	t.Issued += b.Issued
	t.changed = true
	return bk.Save(ctx)
}

// writeCodes inserts coupons; those whose code somebody has already are given another one.
func writeCodes(ctx context.Context, tx *store.Tx, some []*Coupon) error {
	for range codeTries {
		rows := make([][]any, len(some))
		ids := make([]int64, len(some))
		for i, c := range some {
			rows[i], ids[i] = c.row(tx.MerchantID()), c.ID
		}
		n, err := store.InsertMany(ctx, tx, couponTable, rows)
		if err != nil || int(n) == len(rows) {
			return err
		}
		there := map[int64]bool{}
		err = tx.Query(ctx, `SELECT id FROM coupon WHERE merchant_id = $1 AND id = ANY($2)`, func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			there[id] = true
			return err
		}, tx.MerchantID(), ids)
		if err != nil {
			return err
		}
		some = slices.DeleteFunc(some, func(c *Coupon) bool { return there[c.ID] })
		for _, c := range some {
			c.Code = NewCode()
		}
	}
	return fmt.Errorf("coupon: no free codes in %d rounds", codeTries)
}

func (b *Batch) write(ctx context.Context, tx *store.Tx) error {
	refused, err := json.Marshal(b.Refused)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO coupon_issue (merchant_id, id, template_id, kind, asked, issued, refused, first_id, last_id, made_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.MerchantID(), b.ID, b.TemplateID, b.Kind, b.Asked, b.Issued, string(refused), b.firstID, b.lastID, b.MadeBy, b.At)
	return err
}
