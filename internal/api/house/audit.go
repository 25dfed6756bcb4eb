package house

import (
	"context"
	"encoding/json"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/store"
)

// AuditLine is one change that somebody made.
type AuditLine struct {
	Number    int64           `json:"number"`
	At        wire.Time       `json:"at"`
	ActorKind string          `json:"actor_kind" doc:"staff, key, member or system"`
	ActorID   string          `json:"actor_id,omitempty"`
	ActorName string          `json:"actor_name,omitempty" doc:"Of keys and of the program; staff are named by their id"`
	Verb      string          `json:"verb" doc:"Such as member.changed"`
	Subject   string          `json:"subject"`
	MemberID  string          `json:"member_id,omitempty"`
	Before    json.RawMessage `json:"before,omitempty"`
	After     json.RawMessage `json:"after,omitempty"`
	Erased    bool            `json:"erased,omitempty" doc:"The person was erased, and what was sealed with their key with them"`
}

// auditIn selects lines.
type auditIn struct {
	shell.Page
	Subject  string `query:"subject" maxLength:"60" doc:"Such as settings or store:sto_…"`
	MemberID string `query:"member_id" maxLength:"32"`
}

// addAudit registers the audit trail.
func addAudit(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "audit.list", Method: http.MethodGet, Path: "/v1/audit", Group: houseGroup, En: "Read the audit trail", Zh: "审计记录",
		Permission: string(org.AuditRead), Detail: "Newest first. Orders are not audited: the ledger is their trail.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *auditIn) (shell.List[AuditLine], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[AuditLine]{}, err
		}
		memberID, err := shell.IDOr0("mem", "member_id", in.MemberID)
		if err != nil {
			return shell.List[AuditLine]{}, err
		}
		list, err := org.ListAudit(ctx, tx, org.AuditQuery{Before: before, Subject: in.Subject, MemberID: memberID, Limit: in.Limit})
		return pageOf(list, in.Limit, auditLine, func(l org.Line) int64 { return l.Number }), err
	})
}

// actorPrefix is the prefix of an actor's id.
func actorPrefix(kind string) string {
	switch kind {
	case "staff":
		return "stf"
	case "key":
		return "key"
	case "member":
		return "mem"
	}
	return "act"
}

// auditLine is a line outside.
func auditLine(l org.Line) AuditLine {
	return AuditLine{
		Number: l.Number, At: wire.At(l.At), ActorKind: l.Actor.Kind, ActorID: shell.Named(actorPrefix(l.Actor.Kind), l.Actor.ID), ActorName: l.Actor.Name,
		Verb: l.Verb, Subject: shell.Reference(l.Subject), MemberID: shell.Named("mem", l.MemberID), Before: raw(l.Before), After: raw(l.After), Erased: l.Erased,
	}
}

// raw is a JSON text as it is, nil for none.
func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// ApprovalOut is a request that waits, or waited, for a second person.
type ApprovalOut struct {
	ID         string          `json:"id" doc:"apr_…"`
	Operation  string          `json:"operation" doc:"What is done when it is approved"`
	Subject    string          `json:"subject"`
	MemberID   string          `json:"member_id,omitempty"`
	Permission string          `json:"permission" doc:"What the second person needs beside approvals:decide"`
	Request    json.RawMessage `json:"request,omitempty" doc:"Path, query and body as they were sent"`
	State      string          `json:"state" doc:"waiting, approved, refused or expired"`
	AskedKind  string          `json:"asked_kind"`
	AskedBy    string          `json:"asked_by"`
	AskedAt    wire.Time       `json:"asked_at"`
	ExpiresAt  wire.Time       `json:"expires_at"`
	DecidedBy  string          `json:"decided_by,omitempty"`
	DecidedAt  wire.Time       `json:"decided_at"`
	Note       string          `json:"note,omitempty"`
	Result     string          `json:"result,omitempty" doc:"What doing it made"`
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
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[ApprovalOut], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[ApprovalOut]{}, err
		}
		page, err := org.ListApprovals(ctx, tx, before, in.State, in.Limit)
		return pageOf(page, in.Limit, approvalOut, func(a org.Approval) int64 { return a.ID }), err
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
func showApproval(ctx context.Context, tx *store.Tx, _ *shell.Call, m store.Made) (ApprovalOut, error) {
	a, err := org.GetApproval(ctx, tx, m.ID)
	return approvalOut(a), err
}

// approvalOut is a request outside.
func approvalOut(a org.Approval) ApprovalOut {
	return ApprovalOut{
		ID: store.FormatID("apr", a.ID), Operation: a.Verb, Subject: shell.Reference(a.Subject), MemberID: shell.Named("mem", a.MemberID), Permission: string(a.Permission),
		Request: raw(a.Body), State: a.State, AskedKind: a.AskedBy.Kind, AskedBy: shell.Named(actorPrefix(a.AskedBy.Kind), a.AskedBy.ID),
		AskedAt: wire.At(a.AskedAt), ExpiresAt: wire.At(a.ExpiresAt), DecidedBy: shell.Named("stf", a.DecidedBy), DecidedAt: wire.At(a.DecidedAt), Note: a.Note, Result: shell.Reference(a.Result),
	}
}
