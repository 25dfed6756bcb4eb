package behaviour

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// TryIn is an act to try a programme on.
type TryIn struct {
	MemberID int64
	Act      act.Act
	Program  *program.Program
	Edition  int64 // 0 for one that is not published
}

// Try says what an act would earn the member by a programme, which need not be published; nothing is written. Returns member.ErrUnknown and
// ErrUnknownEvent.
func Try(ctx context.Context, tx *store.Tx, in TryIn) (program.Outcome, error) {
	if act.Find(in.Program.Document().Events, in.Act.Kind) == nil {
		return program.Outcome{}, ErrUnknownEvent.At("event", fault.P{"event": in.Act.Kind})
	}
	holders, err := member.Holders(ctx, tx, []int64{in.MemberID})
	if err != nil {
		return program.Outcome{}, err
	}
	id, at := holders[in.MemberID], in.Act.At
	if id == 0 {
		return program.Outcome{}, member.ErrUnknown.At("member_id", nil)
	}
	ids := []int64{id}
	books, err := reward.Open(ctx, tx, reward.Need{
		Members: ids, From: min(at, tx.Now()), Until: max(at, tx.Now()), Facts: []calendar.Instant{at}, AllDays: true, Events: true, Plans: &plan.Need{Members: ids, From: min(at, tx.Now())},
	})
	if err != nil {
		return program.Outcome{}, err
	}
	if err := entitle.Widen(ctx, tx, books, in.Program.ActNeeds().Earn); err != nil {
		return program.Outcome{}, err
	}
	books.CatchUp(id, tx.Now())
	st := books.Standing(id, &edition.Edition{Version: edition.Version{Number: in.Edition}, Program: in.Program}, at)
	return program.Happened(in.Program, &st, &in.Act), books.Err()
}
