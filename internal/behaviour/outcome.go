package behaviour

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Outcome is what was decided for an act.
type Outcome struct {
	Root     string
	Kind     string
	MemberID int64 // the record that it was told of
	At       calendar.Instant
	Edition  int64 // by which it was decided
	Trace    []program.Step
}

const outcomeColumns = `SELECT root, kind, member_id, at, edition, trace FROM behaviour_act WHERE merchant_id = $1 AND `

// Of are the outcomes of acts, by their roots.
func Of(ctx context.Context, tx *store.Tx, roots []string) ([]Outcome, error) {
	return outcomes(ctx, tx, outcomeColumns+`root = ANY($2) ORDER BY root, kind`, roots)
}

// Export is the outcomes of records, oldest first.
func Export(ctx context.Context, tx *store.Tx, records []int64) ([]Outcome, error) {
	return outcomes(ctx, tx, outcomeColumns+`member_id = ANY($2) ORDER BY at, root, kind`, records)
}

func outcomes(ctx context.Context, tx *store.Tx, sql string, arg any) ([]Outcome, error) {
	var out []Outcome
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var o Outcome
		var trace string
		err := r.Scan(&o.Root, &o.Kind, &o.MemberID, &o.At, &o.Edition, &trace)
		if err == nil {
			err = json.Unmarshal([]byte(trace), &o.Trace)
		}
		out = append(out, o)
		return err
	}, tx.MerchantID(), arg)
	return out, err
}

// RootOf is the root of what an event of the timeline may have earned.
func RootOf(kind string, id, subject int64) string {
	if kind == member.EventFact {
		return story.Root(subject)
	}
	return fmt.Sprintf("act:%d", id)
}

// Withdraw says that a fact never happened, and takes back everything that was given for it. Returns story.ErrFact,
// story.ErrWithdrawn, and member.ErrUnknown where the person was erased since: nobody is left to take it back from.
func Withdraw(ctx context.Context, tx *store.Tx, id int64, reason string) (reward.Clawed, error) {
	found, err := story.ManyFacts(ctx, tx, []int64{id})
	if err != nil {
		return reward.Clawed{}, err
	}
	if f := found[id]; f != nil { // before the fact: who decides it holds the member's lock, too
		if err := lock(ctx, tx, f.MemberID); err != nil {
			return reward.Clawed{}, err
		}
	}
	if err := story.Withdraw(ctx, tx, id, reason); err != nil {
		return reward.Clawed{}, err
	}
	return reward.RevokeRoot(ctx, tx, story.Root(id))
}

// lock locks the member whom a record belongs to.
func lock(ctx context.Context, tx *store.Tx, record int64) error {
	holder, err := holderOf(ctx, tx, record)
	if err != nil {
		return err
	}
	if _, err := ledger.Open(ctx, tx, []int64{holder}, ledger.Need{}); err != nil {
		return err
	}
	again, err := holderOf(ctx, tx, record)
	if err == nil && again != holder {
		err = store.ErrAgain // merged by somebody else at this moment
	}
	return err
}

// holderOf is the member whom a record belongs to. Returns member.ErrUnknown.
func holderOf(ctx context.Context, tx *store.Tx, record int64) (int64, error) {
	holders, err := member.Holders(ctx, tx, []int64{record})
	if err == nil && holders[record] == 0 {
		err = member.ErrUnknown.At("member_id", nil)
	}
	return holders[record], err
}
