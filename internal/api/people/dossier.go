package people

import (
	"context"
	"io"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/member/merge"
	"regulars/internal/org"
	"regulars/internal/store"
)

// MergeOut is a merge of two records.
type MergeOut struct {
	MergeID  string    `json:"merge_id" doc:"mrg_…"`
	From     string    `json:"from"`
	Into     string    `json:"into"`
	At       wire.Time `json:"at"`
	UndoneAt wire.Time `json:"undone_at"`
}

// mergeIn merges another record into the one that the path names.
type mergeIn struct {
	memberByID
	Body struct {
		From string `json:"from" minLength:"1" maxLength:"32" doc:"mem_… of the record that becomes an alias"`
	}
}

// eraseIn erases a person.
type eraseIn struct {
	memberByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Stays readable in the audit trail: name nobody"`
	}
}

// addDossier registers what concerns one person across all rooms.
func addDossier(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "member.merge", Method: http.MethodPost, Path: "/v1/members/{id}/merge", Group: memberGroup, En: "Merge a duplicate into a member", Zh: "合并重复会员",
		Permission: string(org.MembersMerge), Status: http.StatusCreated, Detail: "Holdings join lot by lot; it can be undone.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *mergeIn) (store.Made, error) {
		into, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		from, err := shell.ID("mem", "from", in.Body.From)
		if err != nil {
			return store.Made{}, err
		}
		id, err := dossier.Merge(ctx, tx, from, into)
		return store.Made{Kind: "merge", ID: id}, err
	}, showMerge)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"mrg_…"`
	}
	shell.Write(t, shell.Op{
		ID: "merge.undo", Method: http.MethodPost, Path: "/v1/merges/{id}/undo", Group: memberGroup, En: "Undo a merge", Zh: "撤销合并", Permission: string(org.MembersMerge),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("mrg", "merge", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "merge", ID: id}, dossier.Undo(ctx, tx, id)
	}, showMerge)
	shell.Do(t, shell.Op{
		ID: "member.export", Method: http.MethodPost, Path: "/v1/members/{id}/export", Group: memberGroup, En: "Everything that is known of a person", Zh: "导出个人数据",
		Permission: string(org.MembersErase), Answers: "application/json", Detail: "For the person. The audit trail says that it was made.",
	}, exportMember)
	shell.Write(t, shell.Op{
		ID: "member.erase", Method: http.MethodPost, Path: "/v1/members/{id}/erase", Group: memberGroup, En: "Erase a person, for ever", Zh: "永久删除个人数据",
		Permission: string(org.MembersErase), SecondOn: []fault.Code{shell.ErrNeedsApproval}, Detail: "Orders and sums stay, without a person. Where the settings say so it waits for a second person: 202 with approval_id.",
	}, eraseMember, nothing)
}

// exportMember answers with the document.
func exportMember(ctx context.Context, c *shell.Call, in *memberByID) (shell.Empty, error) {
	id, err := in.id()
	if err != nil {
		return shell.Empty{}, err
	}
	var text []byte
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		text, err = dossier.Export(ctx, tx, id)
		return err
	})
	if err != nil {
		return shell.Empty{}, err
	}
	return shell.Empty{}, c.Stream("application/json", in.ID+".json", func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// eraseMember erases, or asks for a second person.
func eraseMember(ctx context.Context, tx *store.Tx, c *shell.Call, in *eraseIn) (store.Made, error) {
	id, err := existing(ctx, tx, in.memberByID)
	if err != nil {
		return store.Made{}, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return store.Made{}, err
	}
	if settings.EraseNeedsSecond && !c.Approved() {
		return store.Made{}, shell.ErrNeedsApproval.New(nil)
	}
	return store.Made{Kind: "member", ID: id}, dossier.Erase(ctx, tx, id, in.Body.Reason)
}

// showMerge renders a merge.
func showMerge(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (MergeOut, error) {
	m, err := merge.Get(ctx, tx, made.ID)
	if err != nil {
		return MergeOut{}, err
	}
	out := MergeOut{MergeID: store.FormatID("mrg", m.ID), From: store.FormatID("mem", m.From), Into: store.FormatID("mem", m.Into), At: wire.At(m.At)}
	if m.UndoneAt != calendar.Never {
		out.UndoneAt = wire.At(m.UndoneAt)
	}
	return out, nil
}
