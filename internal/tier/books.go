package tier

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/expr"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Moves that are this room's own, besides those of program.
const (
	Joined program.TierMove = "joined" // became a member
	Undone program.TierMove = "undone" // a refund took an upgrade back
)

// Books are the tiers of some members in memory.
type Books struct {
	tx      *store.Tx
	states  map[int64]*state
	changes []Change
	undone  []Change
}

type state struct {
	now     program.TierState
	gifts   []Gift // by their start; the track by hand is the highest of them
	saved   bool   // stands in the database
	changed bool
}

// Change is one row of the history.
type Change struct {
	ID       int64
	MemberID int64
	Edition  int64
	Undone   bool
	program.TierChange
}

// Open reads the tiers of the members in one statement.
func Open(ctx context.Context, tx *store.Tx, members []int64) (*Books, error) {
	bk := OpenLater(tx, members)
	return bk, tx.Flush(ctx)
}

// OpenLater is Open; the books are filled when the transaction next waits for an answer.
func OpenLater(tx *store.Tx, members []int64) *Books {
	bk := &Books{tx: tx, states: make(map[int64]*state, len(members))}
	if len(members) == 0 {
		return bk
	}
	tx.QueryLater(`SELECT member_id, tier, since_at, merit, keep_until, grace_until, manual, manual_until, gifts FROM tier_member
		WHERE merchant_id = $1 AND member_id = ANY($2)`, func(r store.Row) error {
		var id int64
		var gifts string
		s := &state{saved: true}
		n := &s.now
		err := r.Scan(&id, &n.Code, &n.Since, &n.Merit, &n.KeepUntil, &n.GraceUntil, &n.Manual, &n.ManualUntil, &gifts)
		if err == nil {
			s.gifts, err = readGifts(gifts)
		}
		bk.states[id] = s
		return err
	}, tx.MerchantID(), members)
	return bk
}

// State is the member's tier; it reports false for one who has none.
func (bk *Books) State(member int64) (program.TierState, bool) {
	s := bk.states[member]
	if s == nil {
		return program.TierState{KeepUntil: calendar.Never, GraceUntil: calendar.Never, ManualUntil: calendar.Never}, false
	}
	return s.now, true
}

// Code is the code of the tier in force, "" for one who has none.
func (bk *Books) Code(member int64) string {
	if s := bk.states[member]; s != nil {
		return s.now.Code
	}
	return ""
}

// Due is when the member's tier may next change by itself; Never where it has none.
func (bk *Books) Due(member int64) calendar.Instant {
	if s := bk.states[member]; s != nil {
		return s.now.DueAt()
	}
	return calendar.Never
}

// AssessIn is what an assessment goes by.
type AssessIn struct {
	Program *program.Program
	Edition int64
	Facts   expr.Facts // of the member as of At
	At      calendar.Instant
	Why     string // the root of what made it be asked, such as "order:12"
}

// Join gives a new member the base tier; it does nothing for one who has a tier.
func (bk *Books) Join(member int64, in AssessIn) {
	if bk.states[member] != nil {
		return
	}
	start := in.Program.Start(in.At)
	bk.states[member] = &state{now: start, changed: true}
	bk.note(member, in, program.TierChange{Move: Joined, To: start.Code, At: in.At, Why: in.Why, After: start})
}

// Assess moves the member's tier to the instant: what was given ends, then conditions are asked.
func (bk *Books) Assess(member int64, in AssessIn) {
	s := bk.states[member]
	if s == nil {
		return
	}
	if s.now.ManualUntil <= in.At {
		bk.hold(member, s.gifts, in)
	}
	after, changes := in.Program.Assess(s.now, in.Facts, in.At, in.Why)
	if after == s.now {
		return
	}
	bk.set(s, after)
	for _, c := range changes {
		bk.note(member, in, c)
	}
}

func (bk *Books) set(s *state, after program.TierState) {
	s.now, s.changed = after, true
}

func (bk *Books) note(member int64, in AssessIn, c program.TierChange) {
	bk.changes = append(bk.changes, Change{ID: bk.tx.NewID(), MemberID: member, Edition: in.Edition, TierChange: c})
}

// Since reads the changes of a member that were made at the instant or later and not undone, oldest first,
// those not yet saved included.
func (bk *Books) Since(ctx context.Context, member int64, at calendar.Instant) ([]Change, error) {
	var out []Change
	err := history(ctx, bk.tx, member, func(c Change) {
		gone := slices.ContainsFunc(bk.undone, func(u Change) bool { return u.ID == c.ID })
		if !c.Undone && !gone && c.At >= at {
			out = append(out, c)
		}
	})
	for _, c := range bk.changes {
		if c.MemberID == member && c.At >= at && !c.Undone {
			out = append(out, c)
		}
	}
	return out, err
}

// Undo restores the state before the first of the changes and marks them as undone: those of the track of conditions. What
// was given by hand since, or ended, stays.
func (bk *Books) Undo(member int64, changes []Change, in AssessIn) {
	s := bk.states[member]
	if s == nil || len(changes) == 0 {
		return
	}
	before := s.now
	bk.set(s, withManual(changes[0].Before, before, in))
	for _, c := range changes {
		if c.Move == program.TierGiven || c.Move == program.TierGivenEnded {
			continue
		}
		c.Undone = true
		if i := slices.IndexFunc(bk.changes, func(n Change) bool { return n.ID == c.ID }); i >= 0 {
			bk.changes[i].Undone = true
			continue
		}
		bk.undone = append(bk.undone, c)
	}
	bk.changes = append(bk.changes, Change{ID: bk.tx.NewID(), MemberID: member, Edition: in.Edition, Undone: true, TierChange: program.TierChange{
		Move: Undone, From: before.Code, To: s.now.Code, At: in.At, Why: in.Why, Before: before, After: s.now,
	}})
}

// withManual is a former state with what is given by hand now.
func withManual(s, now program.TierState, in AssessIn) program.TierState {
	was := s.Code
	s.Manual, s.ManualUntil = now.Manual, now.ManualUntil
	switch s.Code = inForce(s, heights(in.Program)); s.Code {
	case now.Code:
		s.Since = now.Since
	case was: // since then, as it was
	default:
		s.Since = in.At
	}
	return s
}

// Save writes what changed, and tells of each change of the tier in force.
func (bk *Books) Save() error {
	if err := bk.saveStates(); err != nil {
		return err
	}
	rows := make([][]any, 0, len(bk.changes))
	for i := range bk.changes {
		c := &bk.changes[i]
		before, err := json.Marshal(c.Before)
		if err != nil {
			return err
		}
		after, err := json.Marshal(c.After)
		if err != nil {
			return err
		}
		rows = append(rows, []any{bk.tx.MerchantID(), c.MemberID, c.ID, c.At, string(c.Move), c.From, c.To, c.Why, c.Edition, string(before), string(after), c.Undone})
		bk.emit(c)
	}
	store.InsertLater(bk.tx, insertChange, rows, nil)
	marks := make([][]any, len(bk.undone))
	for i, c := range bk.undone {
		marks[i] = []any{c.MemberID, c.ID, true}
	}
	store.UpdateLater(bk.tx, store.Update{Table: "tier_change", Key: []string{"member_id", "id"}, Set: []string{"undone"}}, marks, nil)
	bk.changes, bk.undone = nil, nil
	return nil
}

var stateColumns = []string{"tier", "since_at", "merit", "keep_until", "grace_until", "manual", "manual_until", "gifts", "due_at"}

var insertState = store.Insert{Table: "tier_member", Columns: append([]string{"merchant_id", "member_id"}, stateColumns...)}

var insertChange = store.Insert{Table: "tier_change", Columns: []string{
	"merchant_id", "member_id", "id", "at", "move", "from_tier", "to_tier", "why", "edition", "before", "after", "undone"}}

func (bk *Books) saveStates() error {
	var added, updated [][]any
	ids := make([]int64, 0, len(bk.states))
	for id, s := range bk.states {
		if s.changed {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		s := bk.states[id]
		n := &s.now
		gifts, err := giftsText(s.gifts)
		if err != nil {
			return err
		}
		row := []any{id, n.Code, n.Since, n.Merit, n.KeepUntil, n.GraceUntil, n.Manual, n.ManualUntil, gifts, n.DueAt()}
		if s.saved {
			updated = append(updated, row)
		} else {
			added = append(added, append([]any{bk.tx.MerchantID()}, row...))
		}
		s.saved, s.changed = true, false
	}
	store.InsertLater(bk.tx, insertState, added, nil)
	store.UpdateLater(bk.tx, store.Update{Table: "tier_member", Key: []string{"member_id"}, Set: stateColumns}, updated, nil)
	return nil
}

func (bk *Books) emit(c *Change) {
	e := event.Event{Kind: EventChanged, MemberID: c.MemberID, Subject: c.ID, At: c.At, Root: c.Why,
		Data: map[string]any{"from": c.From, "to": c.To, "move": string(c.Move)}}
	switch {
	case c.Move == program.TierGrace:
		e.Kind = EventGrace
		e.Data["until"] = int64(c.After.GraceUntil)
	case c.From == c.To || c.Undone && c.Move != Undone:
		return
	}
	bk.tx.Emit(e)
}
