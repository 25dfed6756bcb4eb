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
	MemberID int64  `json:"member"`
	Code     string `json:"code"`
	En       string `json:"en"`
	Zh       string `json:"zh"`
}

// BatchIn asks for many coupons of a template.
type BatchIn struct {
	TemplateID int64
	Kind       string // BatchMembers or BatchCodes
	Count      int
	MadeBy     string
}

// The kinds of batches.
const (
	BatchMembers = "members"
	BatchCodes   = "codes"
)

// StartBatch begins a batch. Returns fault.ErrTooMany.
func StartBatch(tx *store.Tx, in BatchIn) (*Batch, error) {
	field, most := "codes", MaxCodes
	if in.Kind == BatchMembers {
		field, most = "member_ids", MaxMembers
	}
	switch {
	case in.Count < 1:
		return nil, fault.ErrRequired.At(field, nil)
	case in.Count > most:
		return nil, fault.ErrTooMany.At(field, fault.P{"limit": most})
	}
	return &Batch{ID: tx.NewID(), TemplateID: in.TemplateID, Kind: in.Kind, Asked: int64(in.Count), MadeBy: in.MadeBy, At: tx.Now()}, nil
}

// Root is the fact that the coupons of the batch go back to.
func (b *Batch) Root() string { return fmt.Sprintf("issue:%d", b.ID) }

// Give notes coupons that were made.
func (b *Batch) Give(ids ...int64) {
	for _, id := range ids {
		if b.Issued++; b.firstID == 0 {
			b.firstID = id
		}
		b.firstID, b.lastID = min(b.firstID, id), max(b.lastID, id)
	}
}

// Refuse notes a member who was given nothing.
func (b *Batch) Refuse(member int64, why *fault.Error) {
	b.Refused = append(b.Refused, BatchRefused{MemberID: member, Code: why.Code.Code, En: why.Text("en"), Zh: why.Text("zh")})
}

// Save writes the batch down, and the audit trail.
func (b *Batch) Save(ctx context.Context, tx *store.Tx) error {
	refused, err := json.Marshal(b.Refused)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO coupon_issue (merchant_id, id, template_id, kind, asked, issued, refused, first_id, last_id, made_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.MerchantID(), b.ID, b.TemplateID, b.Kind, b.Asked, b.Issued, string(refused), b.firstID, b.lastID, b.MadeBy, b.At)
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{
		Verb: "coupon_template.issued", Subject: org.Subject("coupon_template", b.TemplateID),
		After: map[string]any{"batch": store.FormatID("cis", b.ID), "kind": b.Kind, "asked": b.Asked, "issued": b.Issued},
	})
}

// MakeCodes makes codes to hand out, all or none. Returns ErrTemplate, ErrClosed, ErrOver, ErrStock.
func MakeCodes(ctx context.Context, tx *store.Tx, in BatchIn) (*Batch, error) {
	in.Kind = BatchCodes
	b, err := StartBatch(tx, in)
	if err != nil {
		return nil, err
	}
	if err := b.codes(ctx, tx, in.Count, Cause{Root: b.Root(), At: tx.Now()}); err != nil {
		return nil, err
	}
	return b, b.Save(ctx, tx)
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
	if refused := t.room(int64(n), cause.At); refused != nil {
		return refused
	}
	from, until := t.Terms.Validity.unclaimedSpan(cause.At)
	for n > 0 {
		rows := make([][]any, min(n, codeBatch))
		for i := range rows {
			c := bk.blank(t, cause)
			c.ActivatesAt, c.ExpiresAt = from, until
			b.Give(c.ID)
			rows[i] = c.row(tx.MerchantID())
		}
		if err := WriteCodes(ctx, tx, couponTable, rows, func(row []any) { row[codeColumn] = NewCode() }); err != nil {
			return err
		}
		n -= len(rows)
	}
	t.Issued += b.Issued
	t.changed = true
	if err := bk.Save(ctx); err != nil || b.Issued < codeBatch {
		return err
	}
	return store.Analyze(ctx, tx, "coupon")
}

// WriteCodes inserts rows with codes; their second column is the id. again puts another code into a row whose code somebody has already.
func WriteCodes(ctx context.Context, tx *store.Tx, table store.Insert, rows [][]any, again func(row []any)) error {
	for range codeTries {
		made := map[any]bool{}
		err := store.InsertReturning(ctx, tx, table, rows, "id", func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			made[id] = true
			return err
		})
		rows = slices.DeleteFunc(rows, func(row []any) bool { return made[row[1]] })
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			again(row)
		}
	}
	return fmt.Errorf("coupon: no free codes in %d rounds", codeTries)
}
