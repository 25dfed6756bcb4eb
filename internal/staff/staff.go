package staff

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// The states of a staff member.
const (
	Invited  = "invited"  // has a link, no password yet
	Active   = "active"   //
	Disabled = "disabled" // kept for the audit trail; cannot sign in
)

// Staff is one person who works for the merchant.
type Staff struct {
	ID           int64
	Name, Email  string
	Role         org.Role
	Status       string
	AllStores    bool
	Stores       []int64 // where not AllStores
	SecondFactor bool
	CreatedAt    calendar.Instant
	Version      int64

	passwordHash string
	secret       []byte // of the second factor, sealed
	step         int64  // the last time step whose code was used
}

// AddIn is a new staff member.
type AddIn struct {
	Email, Name  string
	Role         org.Role
	AllStores    bool
	Stores       []int64
	PasswordHash string // of HashPassword; "" for one who is invited
}

const (
	sqlStaffAdd = `INSERT INTO staff (merchant_id, id, name, email, role, status, all_stores, password_hash, link_hash, link_until, factor_secret, factor_on, factor_step, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, $9, false, 0, $10, 1)`
	sqlLoginAdd   = `INSERT INTO staff_login (digest, merchant_id, staff_id) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`
	sqlStaffCount = `SELECT COUNT(*) FROM staff WHERE merchant_id = $1`
	sqlStaffGet   = `SELECT id, name, email, role, status, all_stores, factor_on, created_at, version, password_hash, factor_secret, factor_step FROM staff
WHERE merchant_id = $1 AND id = $2`
	sqlStaffLock = `SELECT id, name, email, role, status, all_stores, factor_on, created_at, version, password_hash, factor_secret, factor_step FROM staff
WHERE merchant_id = $1 AND id = $2 FOR UPDATE`
	sqlStaffAfter = `SELECT id, name, email, role, status, all_stores, factor_on, created_at, version, password_hash, factor_secret, factor_step FROM staff
WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlStaffStores    = `SELECT staff_id, store_id FROM staff_store WHERE merchant_id = $1 AND staff_id = ANY($2) ORDER BY staff_id, store_id`
	sqlStaffStoresDel = `DELETE FROM staff_store WHERE merchant_id = $1 AND staff_id = $2`
	sqlStoresKnown    = `SELECT id FROM org_store WHERE merchant_id = $1 AND id = ANY($2)`
)

// Add makes a staff member: active where there is a password, else invited (see [NewLink]). Returns ErrLoginTaken.
func Add(ctx context.Context, tx *store.Tx, in AddIn) (Staff, error) {
	s, err := in.staff()
	if err != nil {
		return Staff{}, err
	}
	if err := org.RefuseFull(ctx, tx, sqlStaffCount, maxStaff); err != nil {
		return Staff{}, err
	}
	s.ID, s.CreatedAt, s.Version = tx.NewID(), tx.Now(), 1
	v := vault.From(tx)
	made, err := tx.Exec(ctx, sqlLoginAdd, loginDigest(v, s.Email), tx.MerchantID(), s.ID)
	if err != nil {
		return Staff{}, err
	}
	if made == 0 {
		return Staff{}, ErrLoginTaken.At("email", nil)
	}
	_, err = tx.Exec(ctx, sqlStaffAdd, tx.MerchantID(), s.ID, v.Seal(tx, s.ID, "staff.name", s.Name), v.Seal(tx, s.ID, "staff.email", s.Email),
		string(s.Role), s.Status, s.AllStores, in.PasswordHash, []byte{}, tx.Now())
	if err != nil {
		return Staff{}, err
	}
	if err := saveStores(ctx, tx, s); err != nil {
		return Staff{}, err
	}
	return s, org.Audit(ctx, tx, org.Change{Verb: "staff.added", Subject: s.subject(), After: s.doc()})
}

// staff checks the fields.
func (in AddIn) staff() (Staff, error) {
	s := Staff{Role: in.Role, Status: Active, AllStores: in.AllStores, Stores: tidy(in.Stores)}
	if in.PasswordHash == "" {
		s.Status = Invited
	}
	var badEmail, badName *fault.Error
	s.Email, badEmail = cleanEmail("email", in.Email)
	s.Name, badName = org.CleanText("name", in.Name, maxName)
	return s, fault.Join(badEmail, badName, s.badRole())
}

// badRole refuses an unknown role, and an owner of only some stores.
func (s Staff) badRole() *fault.Error {
	switch {
	case !s.Role.Known():
		return fault.ErrInvalid.At("role", fault.P{"reason": "owner, marketer, analyst, cashier or support"})
	case s.Role == org.Owner && !s.AllStores:
		return fault.ErrInvalid.At("stores", fault.P{"reason": "an owner works in all stores"})
	}
	return nil
}

func tidy(ids []int64) []int64 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// loginDigest is how the installation knows a login; it needs the keyset, so that a stolen table names nobody.
func loginDigest(v *vault.Vault, email string) string { return v.Blind(0, "login", foldEmail(email)) }

// saveStores replaces the stores of a staff member. Returns fault.ErrNotFound for one that is not the merchant's.
func saveStores(ctx context.Context, tx *store.Tx, s Staff) error {
	if _, err := tx.Exec(ctx, sqlStaffStoresDel, tx.MerchantID(), s.ID); err != nil || s.AllStores || len(s.Stores) == 0 {
		return err
	}
	known := 0
	err := tx.Query(ctx, sqlStoresKnown, func(store.Row) error { known++; return nil }, tx.MerchantID(), s.Stores)
	if err != nil {
		return err
	}
	if known != len(s.Stores) {
		return fault.ErrNotFound.At("stores", fault.P{"what": "store"})
	}
	rows := make([][]any, len(s.Stores))
	for i, id := range s.Stores {
		rows[i] = []any{tx.MerchantID(), s.ID, id}
	}
	_, err = store.InsertMany(ctx, tx, store.Insert{Table: "staff_store", Columns: []string{"merchant_id", "staff_id", "store_id"}}, rows)
	return err
}

// Get is one staff member. Returns fault.ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Staff, error) {
	return oneStaff(ctx, tx, sqlStaffGet, id)
}

// lockStaff is Get that keeps others from changing the row until the commit.
func lockStaff(ctx context.Context, tx *store.Tx, id int64) (Staff, error) {
	return oneStaff(ctx, tx, sqlStaffLock, id)
}

func oneStaff(ctx context.Context, tx *store.Tx, sql string, id int64) (Staff, error) {
	list, err := readStaff(ctx, tx, sql, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "staff member"})
	}
	if err != nil {
		return Staff{}, err
	}
	return list[0], nil
}

// List is a page of the staff after the given id, oldest first, with those who are disabled.
func List(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Staff, error) {
	return readStaff(ctx, tx, sqlStaffAfter, tx.MerchantID(), after, min(max(limit, 1), maxPage))
}

// Find is the staff member of the merchant with that e-mail. Returns fault.ErrNotFound.
func Find(ctx context.Context, tx *store.Tx, email string) (Staff, error) {
	login, err := findLogin(ctx, tx, email)
	if err != nil {
		return Staff{}, err
	}
	if login.merchantID != tx.MerchantID() {
		return Staff{}, fault.ErrNotFound.New(fault.P{"what": "staff member"})
	}
	return Get(ctx, tx, login.staffID)
}

// login says where the staff member of an e-mail works; both are 0 where there is none.
type login struct{ merchantID, staffID int64 }

const sqlLogin = `SELECT merchant_id, staff_id FROM staff_login WHERE digest = $1`

func findLogin(ctx context.Context, tx *store.Tx, email string) (l login, err error) {
	_, err = store.One(ctx, tx, sqlLogin, func(row store.Row) error { return row.Scan(&l.merchantID, &l.staffID) },
		loginDigest(vault.From(tx), email))
	return l, err
}

func readStaff(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Staff, error) {
	var out []Staff
	index := map[int64]int{}
	err := tx.Query(ctx, sql, func(row store.Row) error {
		s, err := scanStaff(tx, row)
		index[s.ID] = len(out)
		out = append(out, s)
		return err
	}, args...)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	ids := make([]int64, len(out))
	for i, s := range out {
		ids[i] = s.ID
	}
	err = tx.Query(ctx, sqlStaffStores, func(row store.Row) error {
		var staff, shop int64
		err := row.Scan(&staff, &shop)
		s := &out[index[staff]]
		s.Stores = append(s.Stores, shop)
		return err
	}, tx.MerchantID(), ids)
	return out, err
}

func scanStaff(tx *store.Tx, row store.Row) (Staff, error) {
	var s Staff
	var name, email []byte
	var role string
	err := row.Scan(&s.ID, &name, &email, &role, &s.Status, &s.AllStores, &s.SecondFactor, &s.CreatedAt, &s.Version, &s.passwordHash, &s.secret, &s.step)
	if err != nil {
		return s, err
	}
	s.Role = org.Role(role)
	v := vault.From(tx)
	if s.Name, err = v.Unseal(tx, s.ID, "staff.name", name); err != nil {
		return s, err
	}
	s.Email, err = v.Unseal(tx, s.ID, "staff.email", email)
	return s, err
}

func (s Staff) subject() string { return org.Subject("staff", s.ID) }

// doc is the staff member in the audit trail, which is never erased: without name, with a masked e-mail.
func (s Staff) doc() map[string]any {
	return map[string]any{
		"email": vault.MaskEmail(s.Email), "role": s.Role, "status": s.Status, "all_stores": s.AllStores, "stores": s.Stores,
	}
}
