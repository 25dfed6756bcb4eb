package day

import (
	"context"
	"errors"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Post catches up every member with something due, in batches of one transaction each, and answers how many there were. What is
// due is what was due when it began.
func Post(ctx context.Context, desk Desk) (int64, error) {
	p := &posting{desk: desk}
	for {
		page, err := p.page(ctx)
		if err != nil || len(page) == 0 {
			return p.posted, errors.Join(append(p.errs, err)...)
		}
		if err := p.batch(ctx, page); err != nil {
			return p.posted, errors.Join(append(p.errs, err)...)
		}
	}
}

// posting is one run of Post.
type posting struct {
	desk   Desk
	until  calendar.Instant
	after  ledger.Due
	posted int64
	failed int
	errs   []error // of members, the first few
}

// page is the next members with something due.
func (p *posting) page(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := p.desk.View(ctx, func(tx *store.Tx) error {
		if p.until == 0 {
			p.until = tx.Now()
		}
		list, err := ledger.DueMembers(ctx, tx, p.until, p.after)
		for _, d := range list[:min(len(list), batch)] {
			ids = append(ids, d.MemberID)
			p.after = d
		}
		return err
	})
	return ids, err
}

// batch posts the members at once; where that fails it posts them one by one, so that one of them does not spoil it for the others.
func (p *posting) batch(ctx context.Context, ids []int64) error {
	err := p.post(ctx, ids)
	if err == nil {
		p.posted += int64(len(ids))
		return nil
	}
	if ends(ctx, err) {
		return err
	}
	for _, id := range ids {
		switch err := p.post(ctx, []int64{id}); {
		case err == nil:
			p.posted++
		case ends(ctx, err):
			return err
		default:
			p.note(id, err)
		}
	}
	return nil
}

func (p *posting) post(ctx context.Context, ids []int64) error {
	return p.desk.Tx(ctx, func(tx *store.Tx) error {
		until := max(p.until, tx.Now())
		bk, err := reward.Open(ctx, tx, reward.Need{Members: ids, From: until, Until: until})
		if err != nil {
			return err
		}
		for _, id := range bk.Member.IDs() {
			bk.CatchUp(id, until)
		}
		if err := bk.Err(); err != nil {
			return err
		}
		return bk.Save(ctx)
	})
}

// note keeps the first few errors of members; the rest are counted.
func (p *posting) note(id int64, err error) {
	p.failed++
	switch {
	case p.failed <= maxFailures:
		p.errs = append(p.errs, fmt.Errorf("member %d: %w", id, err))
	case p.failed == maxFailures+1:
		p.errs = append(p.errs, errors.New("and more members"))
	}
}
