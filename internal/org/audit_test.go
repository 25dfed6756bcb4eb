package org_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

func TestAuditTrailFindsEveryTampering(t *testing.T) {
	for name, tamper := range map[string]struct {
		do   func(w world)
		says string
	}{
		"nothing": {func(world) {}, ""},
		"before rewritten": {func(w world) {
			w.exec(`UPDATE org_audit SET before_doc = $2 WHERE merchant_id = $1 AND number = 3`, []byte("9"))
		}, "row 3 "},
		"after rewritten": {func(w world) {
			w.exec(`UPDATE org_audit SET after_doc = $2 WHERE merchant_id = $1 AND number = 3`, []byte{})
		}, "row 3 "},
		"time moved":    {func(w world) { w.exec(`UPDATE org_audit SET at = at + 1 WHERE merchant_id = $1 AND number = 2`) }, "row 2 "},
		"actor changed": {func(w world) { w.exec(`UPDATE org_audit SET actor_id = 7 WHERE merchant_id = $1 AND number = 2`) }, "row 2 "},
		"actor's kind": {func(w world) {
			w.exec(`UPDATE org_audit SET actor_kind = 'staff' WHERE merchant_id = $1 AND number = 2`)
		}, "row 2 "},
		"verb changed":        {func(w world) { w.exec(`UPDATE org_audit SET verb = 'x' WHERE merchant_id = $1 AND number = 1`) }, "row 1 "},
		"subject changed":     {func(w world) { w.exec(`UPDATE org_audit SET subject = 'x' WHERE merchant_id = $1 AND number = 1`) }, "row 1 "},
		"member changed":      {func(w world) { w.exec(`UPDATE org_audit SET member_id = 5 WHERE merchant_id = $1 AND number = 5`) }, "row 5 "},
		"digest rewritten":    {func(w world) { w.exec(`UPDATE org_audit SET digest = 'x' WHERE merchant_id = $1 AND number = 4`) }, "row 4 "},
		"chain rewritten":     {func(w world) { w.exec(`UPDATE org_audit SET chain = 'x' WHERE merchant_id = $1 AND number = 4`) }, "row 4 "},
		"first deleted":       {func(w world) { w.exec(`DELETE FROM org_audit WHERE merchant_id = $1 AND number = 1`) }, "row 1 is missing"},
		"middle deleted":      {func(w world) { w.exec(`DELETE FROM org_audit WHERE merchant_id = $1 AND number = 3`) }, "row 3 is missing"},
		"last deleted":        {func(w world) { w.exec(`DELETE FROM org_audit WHERE merchant_id = $1 AND number = 5`) }, "after number 4 are missing"},
		"all deleted":         {func(w world) { w.exec(`DELETE FROM org_audit WHERE merchant_id = $1`) }, "after number 0 are missing"},
		"two swapped":         {swap, "row 2 "},
		"head deleted":        {func(w world) { w.exec(`DELETE FROM org_audit_head WHERE merchant_id = $1`) }, "end of the chain is missing"},
		"last and head moved": {shorten, "end of the chain was rewritten"},
		"a row put in": {func(w world) {
			w.exec(`INSERT INTO org_audit (merchant_id, number, at, actor_kind, actor_id, actor_name, verb, subject, member_id, before_doc, after_doc, digest, chain)
SELECT merchant_id, 6, at, actor_kind, actor_id, actor_name, verb, subject, member_id, before_doc, after_doc, digest, chain FROM org_audit WHERE merchant_id = $1 AND number = 5`)
		}, "row 6 "},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w world) {
				w.write(5)
				tamper.do(w)
				switch got := w.verify(); {
				case tamper.says == "" && got != "":
					w.Errorf("a whole trail is said to be broken: %s", got)
				case !strings.Contains(got, tamper.says):
					w.Errorf("found %q, want %q", got, tamper.says)
				}
			})
		})
	}
}

// swap exchanges the contents of lines 2 and 3.
func swap(w world) {
	for _, step := range [][2]int64{{2, 99}, {3, 2}, {99, 3}} {
		w.exec(`UPDATE org_audit SET number = $3 WHERE merchant_id = $1 AND number = $2`, step[0], step[1])
	}
}

// shorten takes the last line away and moves the head back to the line before, as well as one can without the keyset.
func shorten(w world) {
	w.exec(`UPDATE org_audit_head SET number = 4, chain = (SELECT chain FROM org_audit WHERE merchant_id = $1 AND number = 4) WHERE merchant_id = $1`)
	w.exec(`DELETE FROM org_audit WHERE merchant_id = $1 AND number = 5`)
}

func TestAuditOfAPersonIsErasedAndTheChainHolds(t *testing.T) {
	each(t, func(w world) {
		const ada, ben = 101, 102
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return org.AuditMany(ctx, tx, []org.Change{
				{Verb: "member.changed", Subject: org.Subject("member", ada), MemberID: ada, Before: map[string]string{"name": "Ada"}, After: map[string]string{"name": "Ada L"}},
				{Verb: "member.changed", Subject: org.Subject("member", ben), MemberID: ben, After: "Ben"},
			})
		})
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			err := tx.Query(ctx, `SELECT before_doc, after_doc FROM org_audit WHERE merchant_id = $1`, func(row store.Row) error {
				var before, after string
				err := row.Scan(&before, &after)
				if strings.Contains(before+after, "Ada") || strings.Contains(before+after, "Ben") {
					t.Error("a name lies readable in the audit trail")
				}
				return err
			}, tx.MerchantID())
			return err
		})
		lines := w.list(org.AuditQuery{MemberID: ada, Limit: 10})
		if len(lines) != 1 || lines[0].After != `{"name":"Ada L"}` || lines[0].Before != `{"name":"Ada"}` || lines[0].Erased {
			w.Fatalf("read back as %+v", lines)
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error { return vault.Forget(ctx, tx, ada) })
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return org.Audit(ctx, tx, org.Change{Verb: "member.erased", Subject: org.Subject("member", ada), MemberID: ada, After: "nothing of this may stay"})
		})
		lines = w.list(org.AuditQuery{Subject: org.Subject("member", ada), Limit: 10})
		if len(lines) != 2 || lines[0].After != "" || lines[1].After != "" || lines[1].Before != "" || !lines[1].Erased {
			w.Errorf("after erasure: %+v", lines)
		}
		if lines := w.list(org.AuditQuery{MemberID: ben, Limit: 10}); lines[0].After != `"Ben"` {
			w.Errorf("somebody else was erased too: %+v", lines)
		}
		if got := w.verify(); got != "" {
			w.Error(got)
		}
	})
}

func (w world) list(q org.AuditQuery) (lines []org.Line) {
	w.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		lines, err = org.ListAudit(ctx, tx, q)
		return err
	})
	return lines
}

func TestAuditUnderConcurrency(t *testing.T) {
	each(t, func(w world) {
		const writers, lines = 6, 10
		done := make(chan error, writers)
		for range writers {
			go func() {
				var err error
				for range lines {
					err = errors.Join(err, w.try(func(ctx context.Context, tx *store.Tx) error {
						return org.Audit(ctx, tx, org.Change{Verb: "x", Subject: "y"})
					}))
				}
				done <- err
			}()
		}
		for range writers {
			if err := <-done; err != nil {
				w.Fatal(err)
			}
		}
		if got := w.verify(); got != "" {
			w.Error(got)
		}
		if newest := w.list(org.AuditQuery{Limit: 1}); newest[0].Number != writers*lines {
			w.Errorf("%d lines written, the newest is %d", writers*lines, newest[0].Number)
		}
	})
}
