package coupon

import (
	"context"
	"fmt"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/store"
)

// ErrBatch refuses an id that names no batch of coupons.
var ErrBatch = fault.Declare(fault.NotFound, "coupon_issue_not_found", "There is no such issue of coupons.", "找不到该发券记录。")

// Move gives everything that one member holds to another, into whom the record is merged; its own record stays noted. The caller holds the locks
// of both.
func Move(ctx context.Context, tx *store.Tx, from, into int64) error {
	_, err := tx.Exec(ctx, `UPDATE coupon SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 AND member_id <> 0`, tx.MerchantID(), from, into)
	return err
}

// Unmove undoes Move: what was given to the record from, or to one that was merged into it before, is its own again. Members are two already, and
// locked.
func Unmove(ctx context.Context, tx *store.Tx, from, into int64) error {
	records, err := member.WithAliases(ctx, tx, from)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE coupon SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 AND member_id <> 0 AND record_id = ANY($4)`,
		tx.MerchantID(), into, from, records)
	return err
}

// Forfeit voids every open coupon of a member who is erased, and takes what people wrote off all of them. The caller holds the lock.
func Forfeit(ctx context.Context, tx *store.Tx, memberID int64) error {
	_, err := tx.Exec(ctx, `UPDATE coupon SET voided_at = $3, tell_at = 9223372036854775807, hold_id = 0, hold_until = 0
		WHERE merchant_id = $1 AND member_id = $2 AND member_id <> 0 AND order_id = 0 AND voided_at = 9223372036854775807 AND expires_at > $3`,
		tx.MerchantID(), memberID, tx.Now())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE coupon SET void_reason = '' WHERE merchant_id = $1 AND member_id = $2 AND member_id <> 0`, tx.MerchantID(), memberID)
	return err
}

// Held is a coupon in the file of everything that is known of a person.
type Held struct {
	ID          int64
	Name        string
	Code        string
	State       State
	IssuedAt    calendar.Instant
	ActivatesAt calendar.Instant
	ExpiresAt   calendar.Instant
	UsedAt      calendar.Instant
	OrderID     int64
	VoidReason  string
}

// Export is every coupon of a member, newest first.
func Export(ctx context.Context, tx *store.Tx, memberID int64) ([]Held, error) {
	list, err := List(ctx, tx, ListIn{MemberID: memberID, Limit: math.MaxInt32})
	out := make([]Held, len(list.Coupons))
	for i, c := range list.Coupons {
		out[i] = Held{c.ID, c.Terms.Name, c.Code, c.State(tx.Now()), c.IssuedAt, c.ActivatesAt, c.ExpiresAt, c.UsedAt, c.OrderID, c.VoidReason}
	}
	return out, err
}

// stray is a statement that finds breaches of an invariant: an id, and two numbers for the detail.
type stray struct {
	invariant      int
	prefix, detail string
	sql            string
}

func strays() []stray {
	return []stray{
		{1, "cpt", "%d are said to be issued, there are %d", `SELECT t.id, t.issued, (SELECT COUNT(*) FROM coupon c WHERE c.merchant_id = $1 AND c.template_id = t.id) AS made
			FROM coupon_template t WHERE t.merchant_id = $1
			AND t.issued <> (SELECT COUNT(*) FROM coupon c WHERE c.merchant_id = $1 AND c.template_id = t.id) ORDER BY t.id LIMIT 1000`},
		{3, "cpn", "used by order %d, and its open uses say %d", `SELECT c.id, c.order_id, COALESCE((SELECT MIN(u.order_id) FROM coupon_use u
				WHERE u.merchant_id = $1 AND u.order_id = c.order_id AND u.coupon_id = c.id AND u.returned_at = 9223372036854775807), 0)
			FROM coupon c WHERE c.merchant_id = $1 AND c.order_id <> 0 AND (SELECT COUNT(*) FROM coupon_use u
				WHERE u.merchant_id = $1 AND u.order_id = c.order_id AND u.coupon_id = c.id AND u.returned_at = 9223372036854775807) <> 1 ORDER BY c.id LIMIT 1000`},
		{3, "cpn", "an open use by order %d, the coupon says %d", `SELECT u.coupon_id, u.order_id, COALESCE(c.order_id, 0) FROM coupon_use u
			LEFT JOIN coupon c ON c.merchant_id = $1 AND c.id = u.coupon_id
			WHERE u.merchant_id = $1 AND u.returned_at = 9223372036854775807 AND (c.id IS NULL OR c.order_id <> u.order_id) ORDER BY u.coupon_id LIMIT 1000`},
		{5, "cpn", "held by member %d, whom nobody knows or who is merged into %d", `SELECT c.id, c.member_id, COALESCE(m.alias_of, 0) FROM coupon c
			LEFT JOIN member m ON m.merchant_id = $1 AND m.id = c.member_id
			WHERE c.merchant_id = $1 AND c.member_id <> 0 AND (m.id IS NULL OR m.alias_of <> 0) ORDER BY c.id LIMIT 1000`},
		{6, "cpn", "of template %d, whose terms %d are not there", `SELECT c.id, c.template_id, c.terms_id FROM coupon c
			LEFT JOIN coupon_terms t ON t.merchant_id = $1 AND t.template_id = c.template_id AND t.id = c.terms_id
			WHERE c.merchant_id = $1 AND t.id IS NULL ORDER BY c.id LIMIT 1000`},
	}
}

// Finding is one breach of an invariant of the room.
type Finding struct {
	Invariant int
	Subject   string
	Detail    string
}

// Check looks at every coupon of the merchant and reports each breach.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	for _, s := range strays() {
		err := tx.Query(ctx, s.sql, func(r store.Row) error {
			var id, a, b int64
			err := r.Scan(&id, &a, &b)
			report(Finding{s.invariant, store.FormatID(s.prefix, id), fmt.Sprintf(s.detail, a, b)})
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
	}
	return nil
}
