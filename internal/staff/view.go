package staff

import (
	"context"
	"net/url"
	"regexp"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// View is a view of a page of the console: a name for what stands in the address after the page.
type View struct {
	ID        int64
	StaffID   int64 // who made it
	Page      string
	Name      string
	Query     string // of the address, without "?"
	Shared    bool   // seen by all staff of the merchant
	CreatedAt calendar.Instant
	UpdatedAt calendar.Instant
	Version   int64
}

const (
	sqlViewList = `SELECT id, staff_id, page, name, query, shared, created_at, updated_at, version FROM staff_view
WHERE merchant_id = $1 AND ($2 = '' OR page = $2) AND (staff_id = $3 OR shared) ORDER BY page, id LIMIT 1000`
	sqlViewGet = `SELECT id, staff_id, page, name, query, shared, created_at, updated_at, version FROM staff_view
WHERE merchant_id = $1 AND id = $2`
	sqlViewCount = `SELECT COUNT(*) FROM staff_view WHERE merchant_id = $1 AND staff_id = $2`
	sqlViewAdd   = `INSERT INTO staff_view (merchant_id, id, staff_id, page, name, query, shared, created_at, updated_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1) ON CONFLICT (merchant_id, staff_id, page, name) DO NOTHING`
	sqlViewNamed  = `SELECT id FROM staff_view WHERE merchant_id = $1 AND staff_id = $2 AND page = $3 AND name = $4 AND id <> $5`
	sqlViewChange = `UPDATE staff_view SET name = $3, query = $4, shared = $5, updated_at = $6, version = version + 1
WHERE merchant_id = $1 AND id = $2 AND version = $7`
	sqlStaffNames = `SELECT id, name FROM staff WHERE merchant_id = $1 AND id = ANY($2)`
	sqlViewDrop   = `DELETE FROM staff_view WHERE merchant_id = $1 AND id = $2`
)

var pageName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// check refuses wrong fields.
func (v *View) check() error {
	name, badName := org.RequireText("name", v.Name, maxViewName)
	v.Name = name
	query, badQuery := org.CleanText("query", v.Query, maxViewQuery)
	v.Query = query
	if _, err := url.ParseQuery(v.Query); err != nil && badQuery == nil {
		badQuery = fault.ErrInvalid.At("query", fault.P{"reason": "not the query of an address"})
	}
	var badPage *fault.Error
	if !pageName.MatchString(v.Page) {
		badPage = fault.ErrInvalid.At("page", fault.P{"reason": "a word such as members"})
	}
	return fault.Join(badPage, badName, badQuery)
}

// ListViews are the views that the staff member sees: their own and those that are shared; page "" is any.
func ListViews(ctx context.Context, tx *store.Tx, staffID int64, page string) ([]View, error) {
	return readViews(ctx, tx, sqlViewList, tx.MerchantID(), page, staffID)
}

// GetView is one view that the staff member sees. Returns fault.ErrNotFound, for the private view of somebody else, too.
func GetView(ctx context.Context, tx *store.Tx, staffID, id int64) (View, error) {
	list, err := readViews(ctx, tx, sqlViewGet, tx.MerchantID(), id)
	if err == nil && (len(list) == 0 || !list[0].Shared && list[0].StaffID != staffID) {
		err = fault.ErrNotFound.New(fault.P{"what": "view"})
	}
	if err != nil {
		return View{}, err
	}
	return list[0], nil
}

// AddView keeps a view. Returns ErrPersonal for a key, ErrViewTaken, fault.ErrTooMany.
func AddView(ctx context.Context, tx *store.Tx, v View) (View, error) {
	if v.StaffID == 0 {
		return View{}, ErrPersonal.New(nil)
	}
	if err := v.check(); err != nil {
		return View{}, err
	}
	have := int64(0)
	_, err := store.One(ctx, tx, sqlViewCount, func(row store.Row) error { return row.Scan(&have) }, tx.MerchantID(), v.StaffID)
	if err != nil {
		return View{}, err
	}
	if have >= maxViews {
		return View{}, fault.ErrTooMany.New(fault.P{"limit": maxViews})
	}
	v.ID, v.CreatedAt, v.UpdatedAt, v.Version = tx.NewID(), tx.Now(), tx.Now(), 1
	made, err := tx.Exec(ctx, sqlViewAdd, tx.MerchantID(), v.ID, v.StaffID, v.Page, v.Name, v.Query, v.Shared, tx.Now())
	if err == nil && made == 0 {
		err = ErrViewTaken.At("name", nil)
	}
	return v, err
}

// ChangeView changes name, query and sharing of a view of one's own; an owner changes shared ones of others, too. Page stays.
// Returns org.ErrStale, ErrOthersView, ErrViewTaken, fault.ErrNotFound.
func ChangeView(ctx context.Context, tx *store.Tx, by org.Principal, v View) (View, error) {
	old, err := ownView(ctx, tx, by, v.ID)
	if err != nil {
		return View{}, err
	}
	v.StaffID, v.Page, v.CreatedAt, v.UpdatedAt = old.StaffID, old.Page, old.CreatedAt, tx.Now()
	if err := v.check(); err != nil {
		return View{}, err
	}
	taken, err := store.One(ctx, tx, sqlViewNamed, func(store.Row) error { return nil }, tx.MerchantID(), v.StaffID, v.Page, v.Name, v.ID)
	if err != nil {
		return View{}, err
	}
	if taken {
		return View{}, ErrViewTaken.At("name", nil)
	}
	changed, err := tx.Exec(ctx, sqlViewChange, tx.MerchantID(), v.ID, v.Name, v.Query, v.Shared, tx.Now(), v.Version)
	if err == nil && changed == 0 {
		err = org.ErrStale.New(nil)
	}
	v.Version++
	return v, err
}

// DropView deletes a view of one's own; an owner deletes shared ones of others, too. Returns ErrOthersView, fault.ErrNotFound.
func DropView(ctx context.Context, tx *store.Tx, by org.Principal, id int64) error {
	if _, err := ownView(ctx, tx, by, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, sqlViewDrop, tx.MerchantID(), id)
	return err
}

// ownView is a view that the caller may change.
func ownView(ctx context.Context, tx *store.Tx, by org.Principal, id int64) (View, error) {
	v, err := GetView(ctx, tx, by.StaffID, id)
	if err == nil && v.StaffID != by.StaffID && by.Role != org.Owner {
		err = ErrOthersView.New(nil)
	}
	return v, err
}

func readViews(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]View, error) {
	var out []View
	err := tx.Query(ctx, sql, func(row store.Row) error {
		var v View
		err := row.Scan(&v.ID, &v.StaffID, &v.Page, &v.Name, &v.Query, &v.Shared, &v.CreatedAt, &v.UpdatedAt, &v.Version)
		out = append(out, v)
		return err
	}, args...)
	return out, err
}

// Names are the names of staff members by id; ids that are nobody's are left out.
func Names(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]string, error) {
	out := map[int64]string{}
	ids = tidy(ids)
	if len(ids) == 0 {
		return out, nil
	}
	v := vault.From(tx)
	err := tx.Query(ctx, sqlStaffNames, func(row store.Row) error {
		var id int64
		var sealed []byte
		if err := row.Scan(&id, &sealed); err != nil {
			return err
		}
		name, err := v.Unseal(tx, id, "staff.name", sealed)
		out[id] = name
		return err
	}, tx.MerchantID(), ids)
	return out, err
}
