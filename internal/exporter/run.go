package exporter

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/member/roll"
	"regulars/internal/org"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// JobKind is the kind of the job that makes a file.
const JobKind = "export"

// Kind is what is exported.
type Kind string

// The kinds.
const (
	Members Kind = "members"
	Orders  Kind = "orders"
	Entries Kind = "entries"
)

// Permission is what one needs to see what is exported.
func (k Kind) Permission() org.Permission {
	switch k {
	case Orders:
		return org.OrdersRead
	case Entries:
		return org.LedgerRead
	}
	return org.MembersRead
}

// Filter selects rows: of members all but the order's fields, of orders and entries what they have.
type Filter struct {
	Condition  string           `json:"condition,omitempty"`
	Status     string           `json:"status,omitempty"`
	Tier       string           `json:"tier,omitempty"`
	Tag        string           `json:"tag,omitempty"`
	Found      []int64          `json:"found"` // of members: those whom a search found; null where there was none
	StoreID    int64            `json:"store_id,string,omitempty"`
	Stores     []int64          `json:"stores"` // of orders: those that who asked is shown; null for all
	AdviserID  int64            `json:"adviser_id,string,omitempty"`
	Channel    string           `json:"channel,omitempty"`
	MemberID   int64            `json:"member_id,string,omitempty"`
	Source     string           `json:"source,omitempty"`
	Number     string           `json:"number,omitempty"`
	Fulfilment string           `json:"fulfilment,omitempty"`
	Asset      string           `json:"asset,omitempty"`
	From       calendar.Instant `json:"from,omitempty"`  // joined, placed or posted at this instant or later
	Until      calendar.Instant `json:"until,omitempty"` // before this instant; 0 for no end
	LastFrom   calendar.Instant `json:"last_from,omitempty"`
	LastUntil  calendar.Instant `json:"last_until,omitempty"`
	MinMinor   int64            `json:"min_minor,omitempty"` // spend of members, payable of orders
	MaxMinor   int64            `json:"max_minor,omitempty"`
}

// OrderIn is an export that is asked for.
type OrderIn struct {
	Kind     Kind
	Format   string   // csv or xlsx
	Columns  []string // in their order; the usual ones where there are none
	Filter   Filter
	Search   string // of members, as their list has it: it is not kept, whom it finds is
	Language string // of headings: "zh" or "en"
	Revealed bool   // personal data in full
}

// Run is one export.
type Run struct {
	ID    int64
	JobID int64
	OrderIn
	Lines      int64 // rows of the file, once it is made
	Size       int64 // bytes
	By         store.Actor
	CreatedAt  calendar.Instant
	FinishedAt calendar.Instant // 0 until it is made
	ExpiresAt  calendar.Instant // of the file

	parts int64
}

// Made reports whether there is a file.
func (r *Run) Made() bool { return r.FinishedAt != 0 }

// Name is the file's.
func (r *Run) Name(at string) string { return string(r.Kind) + "-" + at + "." + r.Format }

const (
	sqlAdd = `INSERT INTO exporter_run (merchant_id, id, job_id, kind, format, columns, filter, language, revealed, lines, size, parts, by_kind, by_id, by_name,
	created_at, finished_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, $10, $11, $12, $13, 0, $14)`
	runColumns = `SELECT id, job_id, kind, format, columns, filter, language, revealed, lines, size, parts, by_kind, by_id, by_name, created_at, finished_at, expires_at
FROM exporter_run WHERE merchant_id = $1`
	sqlGet  = runColumns + ` AND id = $2`
	sqlOwn  = runColumns + ` AND by_kind = $2 AND by_id = $3 ORDER BY id DESC LIMIT $4`
	sqlAll  = runColumns + ` ORDER BY id DESC LIMIT $2`
	sqlOpen = `SELECT COUNT(*) FROM job WHERE merchant_id = $1 AND kind = 'export' AND state IN ('waiting', 'running')`
)

// Ask orders an export: its file is made by a job, whose progress is in rows. Returns ErrColumn, ErrFound, ErrBusy, org.ErrForbidden through by, and what expr
// refuses of a condition.
func Ask(ctx context.Context, tx *store.Tx, by org.Principal, in OrderIn) (Run, error) {
	if err := in.check(ctx, tx, by); err != nil {
		return Run{}, err
	}
	var open int64
	if _, err := store.One(ctx, tx, sqlOpen, func(r store.Row) error { return r.Scan(&open) }, tx.MerchantID()); err != nil {
		return Run{}, err
	}
	if open >= maxOpen {
		return Run{}, ErrBusy.New(fault.P{"limit": maxOpen})
	}
	r := Run{ID: tx.NewID(), OrderIn: in, By: tx.Actor(), CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(Kept)}
	var err error
	if r.JobID, err = job.Enqueue(ctx, tx, JobKind, params{r.ID}); err != nil {
		return Run{}, err
	}
	filter, err := json.Marshal(in.Filter)
	if err != nil {
		return Run{}, err
	}
	name := r.By.Name
	if r.By.Kind == "staff" {
		name = "" // personal data: looked up where it is shown
	}
	_, err = tx.Exec(ctx, sqlAdd, tx.MerchantID(), r.ID, r.JobID, string(in.Kind), in.Format, strings.Join(in.Columns, ","), string(filter), in.Language, in.Revealed,
		r.By.Kind, r.By.ID, name, r.CreatedAt, r.ExpiresAt)
	return r, err
}

// params is what the job is told.
type params struct {
	RunID int64 `json:"run_id,string"`
}

// check refuses what cannot be exported, and fills in the usual columns.
func (in *OrderIn) check(ctx context.Context, tx *store.Tx, by org.Principal) error {
	if err := by.Require(in.Kind.Permission()); err != nil {
		return err
	}
	if in.Revealed {
		if err := by.Require(org.MembersReveal); err != nil {
			return err
		}
	}
	if in.Kind == Orders && in.Filter.MemberID == 0 { // as the list of orders
		var err error
		if in.Filter.Stores, err = by.StoresOf(in.Filter.StoreID); err != nil {
			return err
		}
	}
	all, err := Columns(ctx, tx, in.Kind)
	if err != nil {
		return err
	}
	if len(in.Columns) == 0 {
		for _, c := range all {
			if c.Usual {
				in.Columns = append(in.Columns, c.Name)
			}
		}
	}
	if len(in.Columns) > MaxColumns {
		return fault.ErrTooMany.At("columns", fault.P{"limit": MaxColumns})
	}
	for i, name := range in.Columns {
		if !slices.ContainsFunc(all, func(c Column) bool { return c.Name == name }) || slices.Contains(in.Columns[:i], name) {
			return ErrColumn.At("columns", fault.P{"column": name, "kind": string(in.Kind)})
		}
	}
	if in.Kind == Members && in.Filter.Condition != "" {
		_, err = segment.Compile(ctx, tx, in.Filter.Condition)
	}
	if in.Kind == Members && in.Search != "" && err == nil {
		in.Filter.Found, err = find(ctx, tx, in.Search)
	}
	return err
}

// find are the members whom a search finds now, in the order of their ids. Returns ErrFound.
func find(ctx context.Context, tx *store.Tx, search string) ([]int64, error) {
	found := []int64{}
	ask := roll.In{Query: search, Limit: roll.MaxPage}
	for {
		ids, next, err := roll.IDs(ctx, tx, ask)
		found = append(found, ids...)
		switch {
		case err != nil:
			return nil, err
		case len(found) > maxFound:
			return nil, ErrFound.At("search", fault.P{"limit": maxFound})
		case next == "":
			slices.Sort(found)
			return slices.Compact(found), nil
		}
		ask.After = next
	}
}

// Get is one export that the caller may see: one's own, and every one for owners. Returns fault.ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, by org.Principal, id int64) (Run, error) {
	list, err := readRuns(ctx, tx, sqlGet, tx.MerchantID(), id)
	if err == nil && (len(list) == 0 || by.Role != org.Owner && list[0].By.ID != by.Scope.Actor.ID) {
		err = fault.ErrNotFound.New(fault.P{"what": "export"})
	}
	if err != nil {
		return Run{}, err
	}
	return list[0], nil
}

// List are the newest exports that the caller may see, newest first.
func List(ctx context.Context, tx *store.Tx, by org.Principal) ([]Run, error) {
	if by.Role == org.Owner {
		return readRuns(ctx, tx, sqlAll, tx.MerchantID(), shownRuns)
	}
	return readRuns(ctx, tx, sqlOwn, tx.MerchantID(), by.Scope.Actor.Kind, by.Scope.Actor.ID, shownRuns)
}

func readRuns(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Run, error) {
	var out []Run
	err := tx.Query(ctx, sql, func(row store.Row) error {
		var r Run
		var kind, columns, filter string
		err := row.Scan(&r.ID, &r.JobID, &kind, &r.Format, &columns, &filter, &r.Language, &r.Revealed, &r.Lines, &r.Size, &r.parts, &r.By.Kind, &r.By.ID, &r.By.Name,
			&r.CreatedAt, &r.FinishedAt, &r.ExpiresAt)
		if err != nil {
			return err
		}
		r.Kind, r.Columns = Kind(kind), strings.Split(columns, ",")
		out = append(out, r)
		return json.Unmarshal([]byte(filter), &out[len(out)-1].Filter)
	}, args...)
	return out, err
}
