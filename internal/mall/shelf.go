package mall

import (
	"cmp"
	"context"
	"time"

	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// AddItem puts an item on offer. Returns what is wrong with it: ErrFree, ErrGives, ErrGivesFor, ErrHandOver, ErrSpan, ErrTier,
// ErrBudget, media.ErrUnknown, what reward.Check, packages budget and expr refuse.
func AddItem(ctx context.Context, tx *store.Tx, it Item) (Item, error) {
	if err := it.admissible(ctx, tx); err != nil {
		return Item{}, err
	}
	var count int64
	err := tx.Query(ctx, `SELECT COUNT(*) FROM mall_item WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&count) }, tx.MerchantID())
	if err != nil {
		return Item{}, err
	}
	if count >= MaxItems {
		return Item{}, fault.ErrTooMany.New(fault.P{"limit": MaxItems})
	}
	it.ID, it.Version, it.Taken = tx.NewID(), 1, 0
	_, err = tx.Exec(ctx, `INSERT INTO mall_item (merchant_id, id, name, folded, summary, points, price_minor, cost_minor, stock, taken, per_member, per, gives, sku,
			hand_over, tier, condition, from_at, until_at, closed, position, picture, budget_id, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $22, $23, 1, $21, $21)`,
		tx.MerchantID(), it.ID, it.Name, fold(it.Name), it.Summary, it.Points, it.PriceMinor, it.CostMinor, it.Stock, it.PerMember, string(it.Per),
		item.Encode(it.Gives), it.SKU, string(it.HandOver), it.Tier, it.Condition, it.FromAt, it.UntilAt, it.Closed, it.Position, tx.Now(),
		it.Picture, it.BudgetID)
	if err != nil {
		return Item{}, err
	}
	return it, org.Audit(ctx, tx, org.Change{Verb: "mall_item.added", Subject: org.Subject("mall_item", it.ID), After: it})
}

// ChangeItem replaces an item that somebody has read at the version; what was redeemed keeps its terms. Returns ErrItem, org.ErrStale,
// ErrTaken, and what AddItem returns.
func ChangeItem(ctx context.Context, tx *store.Tx, version int64, it Item) (Item, error) {
	before, err := GetItem(ctx, tx, it.ID)
	if err != nil {
		return Item{}, err
	}
	if before.Version != version {
		return Item{}, org.ErrStale.New(nil)
	}
	if err := it.admissible(ctx, tx); err != nil {
		return Item{}, err
	}
	changed, err := tx.Exec(ctx, `UPDATE mall_item SET name = $4, folded = $5, summary = $6, points = $7, price_minor = $8, cost_minor = $9, stock = $10,
			per_member = $11, per = $12, gives = $13, sku = $14, hand_over = $15, tier = $16, condition = $17, from_at = $18, until_at = $19, closed = $20,
			position = $21, picture = $23, budget_id = $24, version = version + 1, updated_at = $22
		WHERE merchant_id = $1 AND id = $2 AND version = $3 AND ($10 = -1 OR $10 >= taken)`,
		tx.MerchantID(), it.ID, version, it.Name, fold(it.Name), it.Summary, it.Points, it.PriceMinor, it.CostMinor, it.Stock, it.PerMember, string(it.Per),
		item.Encode(it.Gives), it.SKU, string(it.HandOver), it.Tier, it.Condition, it.FromAt, it.UntilAt, it.Closed, it.Position, tx.Now(),
		it.Picture, it.BudgetID)
	if err != nil {
		return Item{}, err
	}
	now, err := GetItem(ctx, tx, it.ID)
	switch {
	case err != nil:
		return Item{}, err
	case changed == 0 && now.Version == version:
		return Item{}, ErrTaken.At("stock", fault.P{"taken": now.Taken})
	case changed == 0: // somebody else changed it since we read it
		return Item{}, org.ErrStale.New(nil)
	}
	return now, org.Audit(ctx, tx, org.Change{Verb: "mall_item.changed", Subject: org.Subject("mall_item", it.ID), Before: before, After: now})
}

// admissible refuses an item that is wrong in itself, or names what is not there.
func (it *Item) admissible(ctx context.Context, tx *store.Tx) error {
	if err := it.check(); err != nil {
		return err
	}
	if len(it.Gives) > 0 {
		if err := reward.Check(ctx, tx, it.Gives, "gives"); err != nil {
			return err
		}
	}
	if it.Tier != "" {
		ed, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		if _, known := ed.Tier(it.Tier); !known {
			return ErrTier.At("tier", fault.P{"tier": it.Tier})
		}
	}
	if unknown, err := catalog.Missing(ctx, tx, []string{it.SKU}); err != nil || it.SKU != "" && unknown[it.SKU] {
		return cmp.Or(err, error(catalog.ErrProductUnknown.At("sku", fault.P{"sku": it.SKU})))
	}
	if it.BudgetID != 0 {
		if _, err := budget.Get(ctx, tx, it.BudgetID); err != nil {
			return named("budget_id", err)
		}
	}
	if there, err := media.Use(ctx, tx, it.Picture); err != nil || it.Picture != "" && !there[it.Picture] {
		return cmp.Or(err, error(media.ErrUnknown.At("picture", nil)))
	}
	if it.Condition == "" {
		return nil
	}
	return segment.Check(ctx, tx, "condition", it.Condition) // what SQL cannot express is refused here, not at a till
}

// named has a refusal of another room speak of a field of the item.
func named(field string, err error) error {
	if e := fault.As(err); e != nil {
		return e.Code.At(field, e.Params)
	}
	return err
}

const itemColumns = `id, name, summary, points, price_minor, cost_minor, stock, taken, per_member, per, gives, sku, hand_over, tier, condition, from_at, until_at,
	closed, position, picture, budget_id, version`

func scanItem(r store.Row) (Item, error) {
	var it Item
	var per, gives, over string
	err := r.Scan(&it.ID, &it.Name, &it.Summary, &it.Points, &it.PriceMinor, &it.CostMinor, &it.Stock, &it.Taken, &it.PerMember, &per, &gives, &it.SKU, &over,
		&it.Tier, &it.Condition, &it.FromAt, &it.UntilAt, &it.Closed, &it.Position, &it.Picture, &it.BudgetID, &it.Version)
	if err != nil {
		return it, err
	}
	it.Per, it.HandOver = Per(per), HandOver(over)
	it.Gives, err = item.Decode(gives)
	return it, err
}

// GetItem reads an item. Returns ErrItem.
func GetItem(ctx context.Context, tx *store.Tx, id int64) (Item, error) {
	var it Item
	found, err := store.One(ctx, tx, `SELECT `+itemColumns+` FROM mall_item WHERE merchant_id = $1 AND id = $2`, func(r store.Row) (err error) {
		it, err = scanItem(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && !found {
		return it, ErrItem.At("item_id", nil)
	}
	return it, err
}

// ItemsIn asks for a page of items.
type ItemsIn struct {
	Text    string // part of the name
	OnOffer bool   // only those that can be had now …
	Early   int64  // … or, of those that open at a time, so many hours before that
	After   Place  // of the last one seen
	Limit   int
}

// Place is where an item stands on the shelf.
type Place struct{ Position, ID int64 }

// Items gives a page of items as they stand on the shelf: by position, then by age.
func Items(ctx context.Context, tx *store.Tx, in ItemsIn) ([]Item, error) {
	var out []Item
	offered := int64(0)
	if in.OnOffer {
		offered = 1
	}
	err := tx.Query(ctx, `SELECT `+itemColumns+` FROM mall_item WHERE merchant_id = $1 AND (position, id) > ($2, $3) AND ($4 = '' OR folded LIKE $5 ESCAPE '\')
			AND ($6 = 0 OR (NOT closed AND from_at <= $9 AND until_at > $7 AND (stock = -1 OR taken < stock)))
		ORDER BY position, id LIMIT $8`, func(r store.Row) error {
		it, err := scanItem(r)
		out = append(out, it)
		return err
	}, tx.MerchantID(), in.After.Position, in.After.ID, in.Text, catalog.Pattern(in.Text), offered, tx.Now(), int64(in.Limit),
		tx.Now().Add(time.Duration(in.Early)*time.Hour))
	return out, err
}

// OfSegment are the items on the shelf whose condition names the segment.
func OfSegment(ctx context.Context, tx *store.Tx, id int64) (out []segment.User, err error) {
	err = tx.Query(ctx, `SELECT id, name FROM mall_item WHERE merchant_id = $1 AND NOT closed AND replace(condition, $2, '') <> condition ORDER BY id`, func(r store.Row) error {
		u := segment.User{Kind: "mall_item"}
		err := r.Scan(&u.ID, &u.Name)
		out = append(out, u)
		return err
	}, tx.MerchantID(), store.FormatID("seg", id))
	return out, err
}

// take lowers the stock, as the last lock of a redemption: nobody else holds the row before (invariant 1). Returns ErrSoldOut, and
// store.ErrAgain where the item was changed since it was read.
func (it *Item) take(ctx context.Context, tx *store.Tx, quantity int64) error {
	changed, err := tx.Exec(ctx, `UPDATE mall_item SET taken = taken + $4 WHERE merchant_id = $1 AND id = $2 AND version = $3 AND (stock = -1 OR taken + $4 <= stock)`,
		tx.MerchantID(), it.ID, it.Version, quantity)
	if err != nil || changed == 1 {
		return err
	}
	now, err := GetItem(ctx, tx, it.ID)
	switch {
	case err != nil:
		return err
	case now.Version != it.Version:
		return store.ErrAgain
	}
	return ErrSoldOut.At("quantity", fault.P{"left": now.Left()})
}

// putBack returns units to the stock.
func putBack(ctx context.Context, tx *store.Tx, itemID, quantity int64) error {
	_, err := tx.Exec(ctx, `UPDATE mall_item SET taken = taken - $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), itemID, quantity)
	return err
}
