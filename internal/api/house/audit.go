package house

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// AuditLine is one change that somebody made.
type AuditLine struct {
	Number    int64           `json:"number"`
	At        wire.Time       `json:"at"`
	ActorKind string          `json:"actor_kind" doc:"staff, key, member or system"`
	ActorID   string          `json:"actor_id,omitempty"`
	ActorName string          `json:"actor_name,omitempty" doc:"As it is now, of staff"`
	Verb      string          `json:"verb" doc:"Such as member.changed"`
	VerbText  string          `json:"verb_text" doc:"In the caller's language"`
	Subject   string          `json:"subject"`
	MemberID  string          `json:"member_id,omitempty"`
	Before    json.RawMessage `json:"before,omitempty"`
	After     json.RawMessage `json:"after,omitempty"`
	Erased    bool            `json:"erased,omitempty" doc:"The person was erased, and what was sealed with their key with them"`
}

// auditIn selects lines.
type auditIn struct {
	shell.Page
	Verb     string    `query:"verb" maxLength:"60" doc:"Such as member.revealed; GET /v1/audit/verbs lists them"`
	Subject  string    `query:"subject" maxLength:"60" doc:"Such as settings or store:sto_…"`
	MemberID string    `query:"member_id" maxLength:"32"`
	ActorID  string    `query:"actor_id" maxLength:"32" doc:"stf_… or key_…, or staff, key or system for all of a kind"`
	From     wire.Time `query:"from" doc:"At or after"`
	To       wire.Time `query:"to" doc:"Before"`
}

// VerbOut is one thing that the audit trail tells of.
type VerbOut struct {
	Verb string `json:"verb"`
	Text string `json:"text" doc:"In the caller's language"`
}

// ProofOut says whether the audit trail is as it was written.
type ProofOut struct {
	Whole     bool      `json:"whole" doc:"Nothing was changed, moved, put in or taken away"`
	Lines     int64     `json:"lines" doc:"How many were walked"`
	Broken    int64     `json:"broken,omitempty" doc:"Number of the first line that is not as it was written"`
	Finding   string    `json:"finding,omitempty" doc:"What is wrong with it"`
	CheckedAt wire.Time `json:"checked_at"`
}

// addAudit registers the audit trail.
func addAudit(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "audit.list", Method: http.MethodGet, Path: "/v1/audit", Group: houseGroup, En: "Read the audit trail", Zh: "审计记录",
		Permission: string(org.AuditRead), Detail: "Newest first. Orders are not audited: the ledger is their trail.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *auditIn) (shell.List[AuditLine], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[AuditLine]{}, err
		}
		q, err := in.query(before)
		if err != nil {
			return shell.List[AuditLine]{}, err
		}
		list, err := org.ListAudit(ctx, tx, q)
		if err != nil {
			return shell.List[AuditLine]{}, err
		}
		named, err := staffNamed(ctx, tx, list)
		return shell.Paged(list, in.Limit, func(l org.Line) AuditLine { return auditLine(l, named, c.Language()) }, func(l org.Line) int64 { return l.Number }), err
	})
	shell.Do(t, shell.Op{
		ID: "audit.verbs", Method: http.MethodGet, Path: "/v1/audit/verbs", Group: houseGroup, En: "What the audit trail tells of", Zh: "审计记录的动作", Permission: string(org.AuditRead),
	}, func(_ context.Context, c *shell.Call, _ *shell.Empty) (shell.List[VerbOut], error) {
		out := make([]VerbOut, len(org.Verbs))
		for i, v := range org.Verbs {
			out[i] = VerbOut{Verb: v.Verb, Text: org.VerbText(v.Verb, c.Language())}
		}
		return shell.Listed(out, ""), nil
	})
	shell.Do(t, shell.Op{
		ID: "audit.verify", Method: http.MethodPost, Path: "/v1/audit/verify", Group: houseGroup, En: "Prove that the audit trail is whole", Zh: "验证审计记录未被篡改", Permission: string(org.AuditRead),
		Detail: "Walks every line; the first that was changed, moved, put in or taken away is named.",
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (out ProofOut, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			p, err := org.ProveAudit(ctx, tx)
			out = ProofOut{Whole: p.Finding == "", Lines: p.Lines, Broken: p.Broken, Finding: p.Finding, CheckedAt: wire.At(tx.Now())}
			return err
		})
		return out, err
	})
}

// query is what the room takes.
func (in *auditIn) query(before int64) (org.AuditQuery, error) {
	q := org.AuditQuery{Before: before, From: in.From.Instant(), To: in.To.Instant(), Verb: in.Verb, Subject: org.Inside(in.Subject), Limit: in.Limit}
	var err error
	if q.MemberID, err = shell.IDOr0("mem", "member_id", in.MemberID); err != nil || in.ActorID == "" {
		return q, err
	}
	for _, kind := range []string{"staff", "key", "member", "system"} {
		if in.ActorID == kind {
			q.ActorKind = kind
			return q, nil
		}
		if id, err := store.ParseID(actorPrefix(kind), in.ActorID); err == nil && strings.HasPrefix(in.ActorID, actorPrefix(kind)+"_") {
			q.ActorKind, q.ActorID = kind, id
			return q, nil
		}
	}
	return q, fault.ErrInvalid.At("actor_id", fault.P{"reason": "stf_…, key_…, staff, key or system"})
}

// staffNamed are the names of the staff among the actors.
func staffNamed(ctx context.Context, tx *store.Tx, list []org.Line) (map[int64]string, error) {
	var ids []int64
	for _, l := range list {
		if l.Actor.Kind == "staff" {
			ids = append(ids, l.Actor.ID)
		}
	}
	return staff.Names(ctx, tx, ids)
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
func auditLine(l org.Line, named map[int64]string, language string) AuditLine {
	out := AuditLine{
		Number: l.Number, At: wire.At(l.At), ActorKind: l.Actor.Kind, ActorID: shell.Named(actorPrefix(l.Actor.Kind), l.Actor.ID), ActorName: l.Actor.Name,
		Verb: l.Verb, VerbText: org.VerbText(l.Verb, language), Subject: org.Reference(l.Subject), MemberID: shell.Named("mem", l.MemberID),
		Before: raw(l.Before), After: raw(l.After), Erased: l.Erased,
	}
	if l.Actor.Kind == "staff" {
		out.ActorName = named[l.Actor.ID]
	}
	return out
}

// raw is a JSON text as it is, nil for none.
func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}
