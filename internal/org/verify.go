package org

import (
	"context"
	"fmt"

	"regulars/internal/store"
)

// verifyPage is how many rows are read at once.
const verifyPage = 1000

const (
	sqlAuditAfter = `SELECT number, at, actor_kind, actor_id, actor_name, verb, subject, member_id, before_doc, after_doc, digest, chain FROM org_audit
WHERE merchant_id = $1 AND number > $2 ORDER BY number LIMIT $3`
	sqlFounded = `SELECT version FROM org_setting WHERE merchant_id = $1`
)

// Proof is what walking the audit trail found.
type Proof struct {
	Lines   int64  // how many were walked
	Broken  int64  // number of the first line that is not as it was written; 0 where the trail is whole
	Finding string // what is wrong, in words; "" where the trail is whole
}

// VerifyAudit walks the merchant's audit trail and says in words what is wrong with it. Nothing is returned where all is well.
func VerifyAudit(ctx context.Context, tx *store.Tx) ([]string, error) {
	p, err := ProveAudit(ctx, tx)
	if err != nil || p.Finding == "" {
		return nil, err
	}
	return []string{p.Finding}, nil
}

// ProveAudit walks the merchant's audit trail to the first row that was changed, moved, put in or taken away, or to where rows are missing
// at the end.
func ProveAudit(ctx context.Context, tx *store.Tx) (Proof, error) {
	h, err := readHead(ctx, tx, sqlAuditHead)
	if err != nil {
		return Proof{}, err
	}
	if !h.found {
		return proveNoHead(ctx, tx)
	}
	if h.prove(tx) != h.proof {
		return Proof{Broken: h.number, Finding: "audit: the end of the chain was rewritten"}, nil
	}
	reached, finding, err := walk(ctx, tx)
	p := Proof{Lines: reached.number}
	switch {
	case err != nil:
		return Proof{}, err
	case finding != "":
		p.Broken, p.Finding = reached.number, finding
	case reached.number < h.number:
		p.Broken, p.Finding = reached.number+1, fmt.Sprintf("audit: rows after number %d are missing, %d were written", reached.number, h.number)
	case reached.number > h.number:
		p.Broken, p.Finding = h.number+1, fmt.Sprintf("audit: there are rows after number %d, which were never written", h.number)
	case reached.chain != h.chain:
		p.Broken, p.Finding = h.number, "audit: the chain does not end where it should"
	}
	return p, nil
}

// proveNoHead judges a merchant without a chain: fine only where nothing was ever written.
func proveNoHead(ctx context.Context, tx *store.Tx) (Proof, error) {
	for _, sql := range []string{sqlFounded, `SELECT number FROM org_audit WHERE merchant_id = $1 LIMIT 1`} {
		found, err := store.One(ctx, tx, sql, func(store.Row) error { return nil }, tx.MerchantID())
		if err != nil {
			return Proof{}, err
		}
		if found {
			return Proof{Broken: 1, Finding: "audit: the end of the chain is missing"}, nil
		}
	}
	return Proof{}, nil
}

// walk follows the chain from its first row to where it breaks (finding says how) or ends.
func walk(ctx context.Context, tx *store.Tx) (reached head, finding string, err error) {
	for more := true; more && finding == ""; {
		seen := 0
		err = tx.Query(ctx, sqlAuditAfter, func(row store.Row) error {
			line, digest, chain, err := scanLine(row)
			if err != nil || finding != "" {
				return err
			}
			seen++
			expected := line.link(tx.MerchantID(), reached.chain)
			switch {
			case line.Number != reached.number+1:
				finding = fmt.Sprintf("audit: row %d is missing", reached.number+1)
				line.Number = reached.number + 1
			case line.digest(tx.MerchantID()) != digest:
				finding = fmt.Sprintf("audit: row %d (%s %s) was rewritten", line.Number, line.Verb, line.Subject)
			case expected != chain:
				finding = fmt.Sprintf("audit: row %d (%s %s) does not follow from the one before", line.Number, line.Verb, line.Subject)
			}
			reached.number, reached.chain = line.Number, expected
			return nil
		}, tx.MerchantID(), reached.number, verifyPage)
		if err != nil {
			return reached, "", err
		}
		more = seen == verifyPage
	}
	return reached, finding, nil
}
