package named

import (
	"context"
	"strconv"

	"regulars/internal/segment"
	"regulars/internal/store"
)

// OfSegment are the templates that are not archived and whose terms name the segment, by a condition or by its number.
func OfSegment(ctx context.Context, tx *store.Tx, id int64) (out []segment.User, err error) {
	err = tx.Query(ctx, `SELECT t.id, t.name FROM coupon_template t JOIN coupon_terms c ON c.merchant_id = t.merchant_id AND c.template_id = t.id AND c.id = t.terms_id
		WHERE t.merchant_id = $1 AND c.merchant_id = $1 AND t.status <> 'archived' AND (replace(c.document, $2, '') <> c.document OR replace(c.document, $3, '') <> c.document)
		ORDER BY t.id`, func(r store.Row) error {
		u := segment.User{Kind: "coupon_template"}
		err := r.Scan(&u.ID, &u.Name)
		out = append(out, u)
		return err
	}, tx.MerchantID(), store.FormatID("seg", id), strconv.FormatInt(id, 10))
	return out, err
}
