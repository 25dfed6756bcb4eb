package house

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// ApprovalOut is a request that waits, or waited, for a second person.
type ApprovalOut struct {
	ID          string          `json:"id" doc:"apr_…"`
	Operation   string          `json:"operation" doc:"What is done when it is approved"`
	Summary     string          `json:"summary" doc:"The same as a sentence, in the caller's language; the person is masked"`
	Reason      string          `json:"reason,omitempty" doc:"Why it was asked for"`
	Subject     string          `json:"subject"`
	MemberID    string          `json:"member_id,omitempty"`
	Permission  string          `json:"permission" doc:"What the second person needs beside approvals:decide"`
	Request     json.RawMessage `json:"request,omitempty" doc:"Path, query and body as they were sent"`
	State       string          `json:"state" doc:"waiting, approved, refused or expired"`
	AskedKind   string          `json:"asked_kind"`
	AskedBy     string          `json:"asked_by"`
	AskedName   string          `json:"asked_name,omitempty" doc:"Of the staff member who asked, or who made the key that did"`
	Own         bool            `json:"own" doc:"The caller asked: may withdraw it and not approve it"`
	AskedAt     wire.Time       `json:"asked_at"`
	ExpiresAt   wire.Time       `json:"expires_at"`
	DecidedBy   string          `json:"decided_by,omitempty"`
	DecidedName string          `json:"decided_name,omitempty"`
	DecidedAt   wire.Time       `json:"decided_at"`
	Note        string          `json:"note,omitempty"`
	Result      string          `json:"result,omitempty" doc:"What doing it made"`
}

// approvalByID names a request in the path.
type approvalByID struct {
	ID string `path:"id" maxLength:"32" doc:"apr_…"`
}

// decideIn is a decision.
type decideIn struct {
	approvalByID
	Body struct {
		Note string `json:"note,omitempty" maxLength:"500"`
	}
}

// addApprovals registers the requests for a second person.
func addApprovals(t *shell.Table) {
	type list struct {
		shell.Page
		State string `query:"state" enum:"waiting,approved,refused,expired"`
	}
	shell.Read(t, shell.Op{
		ID: "approval.list", Method: http.MethodGet, Path: "/v1/approvals", Group: houseGroup, En: "Requests for a second person", Zh: "待审批列表", Permission: string(org.Approve),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[ApprovalOut], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[ApprovalOut]{}, err
		}
		page, err := org.ListApprovals(ctx, tx, before, in.State, in.Limit)
		if err != nil {
			return shell.List[ApprovalOut]{}, err
		}
		w, err := approvalWordsOf(ctx, tx, c, page)
		return shell.Paged(page, in.Limit, w.out, func(a org.Approval) int64 { return a.ID }), err
	})
	shell.Read(t, shell.Op{
		ID: "approval.get", Method: http.MethodGet, Path: "/v1/approvals/{id}", Group: houseGroup, En: "Read a request", Zh: "查看审批", Permission: string(org.Approve),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *approvalByID) (ApprovalOut, error) {
		id, err := shell.PathID("apr", "request", in.ID)
		if err != nil {
			return ApprovalOut{}, err
		}
		return showApproval(ctx, tx, c, made("decision", id))
	})
	decide := func(approve bool) shell.Maker[decideIn] {
		return func(ctx context.Context, tx *store.Tx, c *shell.Call, in *decideIn) (store.Made, error) {
			return decideApproval(ctx, tx, c, in, approve)
		}
	}
	shell.Write(t, shell.Op{
		ID: "approval.approve", Method: http.MethodPost, Path: "/v1/approvals/{id}/approve", Group: houseGroup, En: "Agree: it is done at once", Zh: "同意并立即执行",
		Permission: string(org.Approve), Optional: true,
	}, decide(true), showApproval)
	shell.Write(t, shell.Op{
		ID: "approval.refuse", Method: http.MethodPost, Path: "/v1/approvals/{id}/refuse", Group: houseGroup, En: "Refuse, or withdraw one's own", Zh: "拒绝或撤回",
		Optional: true,
	}, decide(false), showApproval)
}

// decideApproval decides, and does what was agreed to in the same transaction.
func decideApproval(ctx context.Context, tx *store.Tx, c *shell.Call, in *decideIn, approve bool) (store.Made, error) {
	id, err := shell.PathID("apr", "request", in.ID)
	if err != nil {
		return store.Made{}, err
	}
	a, err := org.Decide(ctx, tx, org.DecideIn{ID: id, Approve: approve, Note: in.Body.Note, By: c.Who()})
	if err != nil || !approve {
		return made("decision", id), err
	}
	result, err := c.Replay(ctx, tx, a.Verb, a.Body)
	if err != nil {
		return store.Made{}, err
	}
	return made("decision", id), org.NoteResult(ctx, tx, id, org.Subject(result.Kind, result.ID))
}

// showApproval renders a request.
func showApproval(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (ApprovalOut, error) {
	a, err := org.GetApproval(ctx, tx, m.ID)
	if err != nil {
		return ApprovalOut{}, err
	}
	w, err := approvalWordsOf(ctx, tx, c, []org.Approval{a})
	return w.out(a), err
}

// approvalWords is what puts requests into words.
type approvalWords struct {
	c       *shell.Call
	staff   map[int64]string
	members map[int64]string  // masked
	assets  map[string]string // points and growth, by the merchant's own names
}

// approvalWordsOf looks up who is meant by the requests: a fixed number of statements.
func approvalWordsOf(ctx context.Context, tx *store.Tx, c *shell.Call, list []org.Approval) (approvalWords, error) {
	w := approvalWords{c: c, members: map[int64]string{}}
	var people, ids []int64
	for _, a := range list {
		people = append(people, a.Behind, a.DecidedBy)
		if a.MemberID != 0 {
			ids = append(ids, a.MemberID)
		}
	}
	var err error
	if w.staff, err = staff.Names(ctx, tx, people); err != nil {
		return w, err
	}
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return w, err
	}
	w.assets = map[string]string{"points": ed.Document().Points.Name.In(c.Language()), "growth": ed.Document().Growth.Name.In(c.Language())}
	members, err := member.GetMany(ctx, tx, ids)
	for i := range members {
		m := members[i].Masked()
		w.members[m.ID] = strings.TrimSpace(m.Name + " " + m.Phone())
	}
	return w, err
}

// out is a request outside.
func (w approvalWords) out(a org.Approval) ApprovalOut {
	out := ApprovalOut{
		ID: store.FormatID("apr", a.ID), Operation: a.Verb, Subject: org.Reference(a.Subject), MemberID: shell.Named("mem", a.MemberID), Permission: string(a.Permission),
		Request: raw(a.Body), State: a.State, AskedKind: a.AskedBy.Kind, AskedBy: shell.Named(actorPrefix(a.AskedBy.Kind), a.AskedBy.ID), AskedName: w.staff[a.Behind],
		AskedAt: wire.At(a.AskedAt), ExpiresAt: wire.At(a.ExpiresAt), DecidedBy: shell.Named("stf", a.DecidedBy), DecidedName: w.staff[a.DecidedBy],
		DecidedAt: wire.At(a.DecidedAt), Note: a.Note, Result: org.Reference(a.Result),
	}
	out.Own = a.Behind != 0 && a.Behind == w.c.Who().StaffID
	out.Summary, out.Reason = w.sentence(a)
	return out
}

// sentence says what will be done, and why it was asked for.
func (w approvalWords) sentence(a org.Approval) (text, reason string) {
	var asked struct {
		Body struct {
			Asset       string `json:"asset"`
			Amount      int64  `json:"amount"`
			Reason      string `json:"reason"`
			EffectiveAt string `json:"effective_at"`
		} `json:"body"`
	}
	_ = json.Unmarshal([]byte(a.Body), &asked) // what cannot be read (an erased person's) is worded by the operation alone
	b := asked.Body
	zh := w.c.Language() == "zh"
	who := w.members[a.MemberID]
	if who == "" && a.MemberID != 0 {
		who = store.FormatID("mem", a.MemberID)
	}
	switch {
	case a.Verb == "member.adjust" && b.Amount != 0:
		return adjustSentence(zh, who, w.assets[b.Asset], b.Amount), b.Reason
	case who != "" && zh:
		return w.c.Summary(a.Verb) + "：" + who, b.Reason
	case who != "":
		return w.c.Summary(a.Verb) + ": " + who, b.Reason
	case b.EffectiveAt != "" && zh:
		return w.c.Summary(a.Verb) + "，生效时间 " + w.local(b.EffectiveAt), b.Reason
	case b.EffectiveAt != "":
		return w.c.Summary(a.Verb) + ", effective " + w.local(b.EffectiveAt), b.Reason
	}
	return w.c.Summary(a.Verb), b.Reason
}

// local is an instant in the merchant's zone; what is none stays as it is.
func (w approvalWords) local(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.In(w.c.Scope().Merchant.Zone).Format("2006-01-02 15:04")
}

// adjustSentence says what an adjustment does; asset is its name.
func adjustSentence(zh bool, who, asset string, amount int64) string {
	p := message.NewPrinter(language.English) // both languages group by thousands
	if zh {
		if amount < 0 {
			return p.Sprintf("扣减 %s 的 %d %s", who, -amount, asset)
		}
		return p.Sprintf("为 %s 增加 %d %s", who, amount, asset)
	}
	if amount < 0 {
		return p.Sprintf("Take %d %s from %s", -amount, asset, who)
	}
	return p.Sprintf("Give %d %s to %s", amount, asset, who)
}
