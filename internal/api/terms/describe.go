package terms

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/expr/tree"
	"regulars/internal/org"
	"regulars/internal/program/wording"
	"regulars/internal/store"
)

// ProgramDescription is what a programme promises, in words.
type ProgramDescription struct {
	wording.Description
	Mistakes []shell.FieldProblem `json:"mistakes" doc:"What keeps it from being published; a condition that is wrong is said as it is written"`
}

// ProgramChange is one difference between two programmes.
type ProgramChange struct {
	Path    string      `json:"path" doc:"By codes, such as tiers.gold.earn_bp"`
	Field   string      `json:"field" doc:"By place, such as tiers[2].earn_bp, in the document after; empty for what is no more"`
	Kind    string      `json:"kind" enum:"added,removed,changed"`
	Text    string      `json:"text" doc:"In the caller's language"`
	Words   tree.Words  `json:"words" doc:"On one line: 金卡：积分倍数 1.5 倍 → 2 倍"`
	Subject tree.Words  `json:"subject" doc:"Whose, such as 金卡"`
	What    tree.Words  `json:"what" doc:"Such as 积分倍数; empty where the whole came or went"`
	Before  *tree.Words `json:"before" doc:"null where there was nothing"`
	After   *tree.Words `json:"after" doc:"null where there is nothing any more"`
	Told    bool        `json:"told" doc:"Members are told of it"`
}

// ProgramComparison is what lies between two programmes.
type ProgramComparison struct {
	Changes []ProgramChange `json:"changes" doc:"In the order of the document"`
	Told    []tree.Words    `json:"told" doc:"The sentences that members are told"`
	Note    NoteBody        `json:"note" doc:"The same as a note to publish with, with the day from which it holds"`
	Kept    []PaidKept      `json:"kept" doc:"What members keep, until it ends, of what their paid plans were bought with, where the second programme no longer gives as much"`
}

// addWords registers programmes in words.
func addWords(t *shell.Table) {
	type describeIn struct {
		Body struct {
			Program *WhichProgram `json:"program,omitempty" doc:"in_force where absent"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "program.describe", Method: http.MethodPost, Path: "/v1/program/describe", Group: programGroup, En: "What members are promised, in words", Zh: "会员权益说明",
		Permission: string(org.ProgramRead),
	}, func(ctx context.Context, c *shell.Call, in *describeIn) (out ProgramDescription, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			which, err := in.Body.Program.find(ctx, tx, inForce)
			if err != nil {
				return err
			}
			v, _, err := voice(ctx, tx, &which.document)
			if err != nil {
				return err
			}
			out.Description = v.Describe(which.document)
			out.Mistakes, err = which.validated(ctx, tx, c)
			return err
		})
		return out, err
	})
	shell.Do(t, shell.Op{
		ID: "program.compare", Method: http.MethodPost, Path: "/v1/program/compare", Group: programGroup, En: "What changes from one programme to another, and what members are told", Zh: "比较两个会员体系版本",
		Permission: string(org.ProgramRead),
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body ProgramComparisonBody }) (out ProgramComparison, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = compare(ctx, tx, c, &in.Body)
			return err
		})
		return out, err
	})
}

// ProgramComparisonBody names two programmes.
type ProgramComparisonBody struct {
	From        *WhichProgram `json:"from,omitempty" doc:"in_force where absent"`
	To          *WhichProgram `json:"to,omitempty" doc:"draft where absent"`
	EffectiveAt wire.Time     `json:"effective_at,omitempty" doc:"From when it is to hold: the note says so"`
}

func compare(ctx context.Context, tx *store.Tx, c *shell.Call, in *ProgramComparisonBody) (ProgramComparison, error) {
	from, err := in.From.find(ctx, tx, inForce)
	if err != nil {
		return ProgramComparison{}, err
	}
	to, err := in.To.find(ctx, tx, draft)
	if err != nil {
		return ProgramComparison{}, err
	}
	v, _, err := voice(ctx, tx, &to.document, &from.document)
	if err != nil {
		return ProgramComparison{}, err
	}
	list := v.Diff(from.document, to.document)
	told := wording.Told(list)
	at := in.EffectiveAt.Instant()
	if at == 0 {
		at = tx.Now()
	}
	note := wording.Note(told, at.In(tx.Zone()))
	out := ProgramComparison{Changes: changesOut(list, c.Language()), Told: told, Note: NoteBody{Zh: note.Zh, En: note.En}}
	out.Kept, err = paidKept(ctx, tx, v, to.document)
	return out, err
}

// changesOut are changes outside.
func changesOut(list []wording.Change, language string) []ProgramChange {
	out := make([]ProgramChange, len(list))
	for i := range list {
		one := &list[i]
		words := one.Text()
		out[i] = ProgramChange{
			Path: one.Path, Field: one.Field, Kind: one.Kind, Text: words.In(language), Words: words, Subject: one.Subject, What: one.What,
			Before: one.Before, After: one.After, Told: one.Told != nil,
		}
	}
	return out
}
