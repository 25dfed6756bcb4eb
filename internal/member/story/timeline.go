package story

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/member"
	"regulars/internal/store"
)

var insertTimeline = store.Insert{Table: "member_timeline",
	Columns:  []string{"merchant_id", "member_id", "at", "id", "kind", "subject", "root", "data"},
	Conflict: "ON CONFLICT (merchant_id, member_id, at, id) DO NOTHING"}

// Timeline is a consumer of the outbox: it notes what happened to people. Taking an event twice does nothing twice; events about nobody
// are skipped.
func Timeline(_ context.Context, tx *store.Tx, events []event.Event) error {
	var rows [][]any
	for _, e := range events {
		if e.MemberID == 0 {
			continue
		}
		data := ""
		if len(e.Data) > 0 {
			text, err := json.Marshal(e.Data)
			if err != nil {
				return err
			}
			data = string(text)
		}
		rows = append(rows, []any{tx.MerchantID(), e.MemberID, e.At, e.ID, e.Kind, e.Subject, e.Root, data})
	}
	store.InsertLater(tx, insertTimeline, rows, nil)
	return nil
}

// TimelineLine is one thing that happened to a member.
type TimelineLine struct {
	At      calendar.Instant
	ID      int64 // of the event
	Kind    string
	Subject int64
	Root    string
	Data    map[string]any // as emitted; whole numbers come back as float64
	On      int64          // the record that it happened to: the member, or an alias of it
}

// TimelineIn asks for a page of a timeline, newest first.
type TimelineIn struct {
	MemberID int64
	After    string // the next of the page before
	Limit    int
}

const sqlTimeline = `SELECT l.at, l.id, l.kind, l.subject, l.root, l.data, l.member_id FROM member_timeline l
WHERE l.merchant_id = $1 AND l.member_id = ANY($2) AND (l.at, l.id) < ($3, $4) ORDER BY l.at DESC, l.id DESC LIMIT $5`

// ListTimeline is a page of what happened to a member and to the records that were merged into it; next is "" on the last page.
// Returns member.ErrCursor.
func ListTimeline(ctx context.Context, tx *store.Tx, in TimelineIn) (lines []TimelineLine, next string, err error) {
	at, id, err := member.ReadCursor(in.After, "timeline")
	if err != nil {
		return nil, "", err
	}
	ids, err := member.WithAliases(ctx, tx, in.MemberID)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(in.Limit, 1), member.MaxPage)
	err = tx.Query(ctx, sqlTimeline, func(r store.Row) error {
		var l TimelineLine
		var data string
		err := r.Scan(&l.At, &l.ID, &l.Kind, &l.Subject, &l.Root, &data, &l.On)
		if err == nil && data != "" {
			err = json.Unmarshal([]byte(data), &l.Data)
		}
		lines = append(lines, l)
		return err
	}, tx.MerchantID(), ids, at, id, limit+1)
	if len(lines) > limit {
		lines = lines[:limit]
		last := lines[limit-1]
		next = member.WriteCursor("timeline", int64(last.At), last.ID)
	}
	return lines, next, err
}
