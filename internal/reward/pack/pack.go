package pack

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Pack is a named list of rewards.
type Pack struct {
	ID      int64
	Name    string
	Summary string // for members and staff; may be empty
	Items   []item.Item
	Closed  bool
	MadeAt  calendar.Instant
	Version int64
}

// check names every field that is wrong.
func (p *Pack) check() error {
	name, wrongName := org.CleanText("name", p.Name, maxName)
	summary, wrongSummary := org.CleanText("summary", p.Summary, maxSummary)
	if wrongName == nil && name == "" {
		wrongName = fault.ErrRequired.At("name", nil)
	}
	refused := []*fault.Error{wrongName, wrongSummary, fault.As(item.Check(p.Items, "rewards"))}
	for i, it := range p.Items {
		if it.Kind == item.Pack {
			refused = append(refused, ErrNested.At(fmt.Sprintf("rewards[%d].kind", i), nil))
		}
	}
	p.Name, p.Summary = name, summary
	return fault.Join(refused...)
}

// Add makes a pack. Whether what it names exists is for the caller to ask. It is audited. Returns ErrNested and the refusals of item.Check.
func Add(ctx context.Context, tx *store.Tx, p Pack) (Pack, error) {
	if err := p.check(); err != nil {
		return Pack{}, err
	}
	p.ID, p.MadeAt, p.Version, p.Closed = tx.NewID(), tx.Now(), 1, false
	_, err := tx.Exec(ctx, `INSERT INTO reward_pack (merchant_id, id, name, summary, items, closed, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.MerchantID(), p.ID, p.Name, p.Summary, item.Encode(p.Items), p.Closed, p.MadeAt, p.Version)
	if err != nil {
		return Pack{}, err
	}
	return p, org.Audit(ctx, tx, org.Change{Verb: "pack.made", Subject: org.Subject("pack", p.ID), After: p.doc()})
}

// Change replaces everything of the version that the caller has seen. Returns as Add does, ErrUnknown and ErrStale.
func Change(ctx context.Context, tx *store.Tx, p Pack) (Pack, error) {
	old, err := Lock(ctx, tx, p.ID)
	switch {
	case err != nil:
		return Pack{}, err
	case old.Version != p.Version:
		return Pack{}, ErrStale.New(nil)
	}
	if err := p.check(); err != nil {
		return Pack{}, err
	}
	p.MadeAt, p.Version = old.MadeAt, p.Version+1
	_, err = tx.Exec(ctx, `UPDATE reward_pack SET name = $3, summary = $4, items = $5, closed = $6, version = $7 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), p.ID, p.Name, p.Summary, item.Encode(p.Items), p.Closed, p.Version)
	if err != nil {
		return Pack{}, err
	}
	return p, org.Audit(ctx, tx, org.Change{Verb: "pack.changed", Subject: org.Subject("pack", p.ID), Before: old.doc(), After: p.doc()})
}

// doc is the pack in the audit trail.
func (p Pack) doc() map[string]any {
	return map[string]any{"name": p.Name, "summary": p.Summary, "rewards": p.Items, "closed": p.Closed}
}

const (
	packColumns = `id, name, summary, items, closed, made_at, version`
	sqlMany     = `SELECT ` + packColumns + ` FROM reward_pack WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id`
	sqlList     = `SELECT ` + packColumns + ` FROM reward_pack WHERE merchant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
)

func read(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Pack, error) {
	var out []Pack
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var p Pack
		var items string
		err := r.Scan(&p.ID, &p.Name, &p.Summary, &items, &p.Closed, &p.MadeAt, &p.Version)
		if err == nil {
			p.Items, err = item.Decode(items)
		}
		out = append(out, p)
		return err
	}, args...)
	return out, err
}

// Get is one pack. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (Pack, error) { return one(ctx, tx, sqlMany, id) }

// Lock is Get, and nobody changes the pack until the commit.
func Lock(ctx context.Context, tx *store.Tx, id int64) (Pack, error) {
	return one(ctx, tx, sqlMany+` FOR UPDATE`, id)
}

func one(ctx context.Context, tx *store.Tx, sql string, id int64) (Pack, error) {
	found, err := read(ctx, tx, sql, tx.MerchantID(), []int64{id})
	if err == nil && len(found) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return Pack{}, err
	}
	return found[0], nil
}

// Many are packs by id, those that are closed too; unknown ones are left out.
func Many(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]Pack, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	found, err := read(ctx, tx, sqlMany, tx.MerchantID(), slices.Compact(ids))
	out := make(map[int64]Pack, len(found))
	for _, p := range found {
		out[p.ID] = p
	}
	return out, err
}

// List is a page of packs, newest first, after the id of the last one seen (0: from the newest).
func List(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Pack, error) {
	if after <= 0 {
		after = int64(calendar.Never)
	}
	return read(ctx, tx, sqlList, tx.MerchantID(), after, min(max(limit, 1), MaxPage))
}

// Given counts, by pack, the grants that held one of them and still stand.
func Given(ctx context.Context, tx *store.Tx, packs ...int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	return out, tx.Query(ctx, `SELECT p.pack_id, COUNT(DISTINCT p.grant_id) FROM reward_part p JOIN reward_grant g ON g.merchant_id = p.merchant_id AND g.id = p.grant_id
		WHERE p.merchant_id = $1 AND g.merchant_id = $1 AND p.pack_id > 0 AND p.pack_id = ANY($2) AND g.state = 'given' GROUP BY p.pack_id`, func(r store.Row) error {
		var id, n int64
		err := r.Scan(&id, &n)
		out[id] = n
		return err
	}, tx.MerchantID(), packs)
}
