package reward

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Enrol registers people as the programme in force lets them in: as members of the base tier where entry is open, else as
// customers, who are counted and promised nothing. Invited says that somebody who may has approved of them. See member.Enrol.
func Enrol(ctx context.Context, tx *store.Tx, in []member.EnrolIn, invited bool) ([]member.EnrolResult, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	if !invited && ed.Program.Document().Entry.Kind != program.EntryOpen {
		for i := range in {
			in[i].Customer = true
		}
	}
	results, err := member.Enrol(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	need := Need{From: tx.Now(), Until: tx.Now()}
	for i := range in {
		if results[i].Err == nil && !in[i].Customer {
			need.Members = append(need.Members, results[i].MemberID)
			if in[i].JoinedAt != 0 {
				need.From = min(need.From, in[i].JoinedAt)
			}
		}
	}
	if len(need.Members) == 0 {
		return results, nil
	}
	bk, err := Open(ctx, tx, need)
	if err != nil {
		return nil, err
	}
	for _, id := range need.Members {
		bk.Assess(id, bk.Member.Person(id).JoinedAt, "")
	}
	return results, bk.Save(ctx)
}

// Admit makes a customer a member of the base tier, by decision of somebody who may; one who is a member stays as he is. It is audited.
func Admit(ctx context.Context, tx *store.Tx, id int64, reason string) error {
	holder, err := member.Holder(ctx, tx, id)
	if err != nil {
		return err
	}
	bk, err := Open(ctx, tx, Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil || bk.IsMember(holder) {
		return err
	}
	bk.Member.Admit(holder, tx.Now())
	bk.Assess(holder, tx.Now(), "")
	if err := bk.Save(ctx); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "member.admitted", Subject: org.Subject("member", holder), MemberID: holder, After: map[string]any{"reason": reason}})
}
