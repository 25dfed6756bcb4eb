package tier

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/program"
)

// Gift is a tier that was given until an instant: by a person's word, or as a reward of so many days, which can be taken back.
type Gift struct {
	ID     int64            `json:"id"`
	Tier   string           `json:"tier"`
	From   calendar.Instant `json:"from"`
	Until  calendar.Instant `json:"until"`
	Days   int64            `json:"days,omitempty"` // of a reward; 0 of a person's word
	Record int64            `json:"record"`         // whom it was given to, whoever holds it after a merge
}

// Gifts are those of the member that have not ended, by their start.
func (bk *Books) Gifts(member int64) []Gift {
	if s := bk.states[member]; s != nil {
		return s.gifts
	}
	return nil
}

// GiftInForce reports whether the member's track by hand is one of the gifts, or empty: for check.
func (bk *Books) GiftInForce(member int64) bool {
	s := bk.states[member]
	return s == nil || s.now.Manual == "" || slices.ContainsFunc(s.gifts, func(g Gift) bool { return g.Tier == s.now.Manual && g.Until == s.now.ManualUntil })
}

// Give gives a member a tier for so many days, after those of the same tier that were given already, and answers the gift's id.
// Returns program.ErrTierUnknown, program.ErrTierNotHigher where the member would have nothing of it, ErrAhead, fault.ErrTooMany.
func (bk *Books) Give(member int64, code string, days int64, in AssessIn) (int64, *fault.Error) {
	bk.Join(member, in)
	s := bk.states[member]
	height, zone := heights(in.Program), bk.tx.Zone()
	g := Gift{ID: bk.tx.NewID(), Tier: code, From: in.At, Days: days, Record: member}
	for _, o := range s.gifts {
		if o.Tier == code {
			g.From = max(g.From, o.Until)
		}
	}
	g.Until = daysAfter(g.From, days, zone)
	higher := s.now.Merit
	if height(code) > height(higher) {
		higher = ""
	}
	for _, o := range s.gifts {
		if height(o.Tier) > height(code) && o.From <= g.From && g.Until <= o.Until {
			higher = o.Tier
		}
	}
	switch {
	case height(code) < 0:
		return 0, program.ErrTierUnknown.At("tier", fault.P{"code": code})
	case higher != "":
		return 0, program.ErrTierNotHigher.At("tier", fault.P{"code": higher})
	case g.Until.Day(zone) > in.At.Day(zone)+maxAheadDays:
		return 0, ErrAhead.At("days", fault.P{"days": int64(maxAheadDays)})
	case len(s.gifts) >= maxGifts:
		return 0, fault.ErrTooMany.At("tier", fault.P{"limit": maxGifts})
	}
	bk.hold(member, append(slices.Clone(s.gifts), g), in)
	return g.ID, nil
}

// TakeBack ends gifts by their ids and answers how many of their days had not begun; what follows of the same tier moves up.
func (bk *Books) TakeBack(member int64, ids []int64, in AssessIn) int64 {
	s := bk.states[member]
	if s == nil {
		return 0
	}
	var unused int64
	kept := slices.DeleteFunc(slices.Clone(s.gifts), func(g Gift) bool {
		gone := slices.Contains(ids, g.ID)
		if gone {
			unused += g.unused(in.At, bk.tx.Zone())
		}
		return gone
	})
	if len(kept) < len(s.gifts) {
		bk.hold(member, kept, in)
	}
	return unused
}

// Assign gives a member a tier by a person's word until an instant, in the place of such a word before. Returns what
// program.Program.Assign does.
func (bk *Books) Assign(member int64, code string, until calendar.Instant, in AssessIn) error {
	s := bk.states[member]
	if _, _, err := in.Program.Assign(s.now, code, until, in.At); err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(s.gifts), func(g Gift) bool { return g.Days == 0 })
	bk.hold(member, append(kept, Gift{ID: bk.tx.NewID(), Tier: code, From: in.At, Until: until, Record: member}), in)
	return nil
}

// Unassign ends at once all that was given to a member, rewards too.
func (bk *Books) Unassign(member int64, in AssessIn) { bk.hold(member, nil, in) }

// Divide gives back to a record, once its merge is undone, what was given to it or to records that were merged into it before.
func (bk *Books) Divide(from, into int64, records []int64, in AssessIn) {
	if bk.states[from] == nil || bk.states[into] == nil {
		return
	}
	var theirs, own []Gift
	for _, g := range bk.states[into].gifts {
		if slices.Contains(records, g.Record) {
			theirs = append(theirs, g)
		} else {
			own = append(own, g)
		}
	}
	bk.hold(from, theirs, in)
	bk.hold(into, own, in)
}

// hold puts the gifts in the place of those before, and notes what that makes of the tier in force.
func (bk *Books) hold(member int64, gifts []Gift, in AssessIn) {
	s := bk.states[member]
	s.gifts, s.changed = current(gifts, in.At, bk.tx.Zone()), true
	height := heights(in.Program)
	before, after := s.now, s.now
	after.Manual, after.ManualUntil = highest(s.gifts, in.At, height)
	if after.Manual == before.Manual && after.ManualUntil == before.ManualUntil {
		return
	}
	if after.Code = inForce(after, height); after.Code != before.Code {
		after.Since = in.At
	}
	move := program.TierGiven
	if after.Manual == "" {
		move = program.TierGivenEnded
	}
	bk.set(s, after)
	bk.note(member, in, program.TierChange{Move: move, From: before.Code, To: after.Code, At: in.At, Why: in.Why, Before: before, After: after})
}

// current are the gifts that have not ended, by their start. A reward that has not begun moves up to where those of its tier before it end.
func current(gifts []Gift, at calendar.Instant, zone *time.Location) []Gift {
	gifts = slices.DeleteFunc(gifts, func(g Gift) bool { return g.Until <= at })
	slices.SortFunc(gifts, func(a, b Gift) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID)) })
	for i := range gifts {
		g := &gifts[i]
		start := at
		for _, o := range gifts[:i] {
			if o.Tier == g.Tier {
				start = max(start, o.Until)
			}
		}
		if g.Days > 0 && g.From > start {
			g.From, g.Until = start, daysAfter(start, g.Days, zone)
		}
	}
	return gifts
}

// highest is the highest of the tiers that are given at the instant, and when that one ends; "" and Never where none is.
func highest(gifts []Gift, at calendar.Instant, height func(string) int) (code string, until calendar.Instant) {
	for _, g := range gifts {
		if g.From <= at && at < g.Until && height(g.Tier) > height(code) {
			code = g.Tier
		}
	}
	if code == "" {
		return "", calendar.Never
	}
	until = at
	for _, g := range gifts { // by their start
		if g.Tier == code && g.From <= until {
			until = max(until, g.Until)
		}
	}
	return code, until
}

// inForce is the higher of the two tracks.
func inForce(s program.TierState, height func(string) int) string {
	if s.Manual != "" && height(s.Manual) > height(s.Merit) {
		return s.Manual
	}
	return s.Merit
}

// unused is how many of the days have not begun.
func (g *Gift) unused(at calendar.Instant, zone *time.Location) int64 {
	switch {
	case g.Until <= at:
		return 0
	case at < g.From:
		return g.Days
	}
	return min(int64(g.Until.Day(zone)-at.Day(zone))-1, g.Days)
}

// daysAfter is so many days after the instant: what was begun within a day has the rest of it on top.
func daysAfter(at calendar.Instant, days int64, zone *time.Location) calendar.Instant {
	day := at.Day(zone) + calendar.Day(days)
	if at == at.Day(zone).Start(zone) {
		return day.Start(zone)
	}
	return day.End(zone)
}

// giftsText and readGifts are the gifts of a member as the database keeps them: "" where there are none.
func giftsText(gifts []Gift) (string, error) {
	if len(gifts) == 0 {
		return "", nil
	}
	text, err := json.Marshal(gifts)
	return string(text), err
}

func readGifts(text string) (gifts []Gift, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &gifts); err != nil {
		return nil, fmt.Errorf("stored gifts of a tier: %w", err)
	}
	return gifts, nil
}
