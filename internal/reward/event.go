package reward

import "regulars/internal/event"

// The kinds of events of the room.
const (
	EventGranted  = "reward.granted"
	EventRevoked  = "reward.revoked"
	EventAdjusted = "reward.adjusted"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "asset", Type: "string", En: "points, growth, bonus or commission, where nothing else was given"},
		{Name: "amount", Type: "integer", En: "what was given of it; below 0 where it was taken"},
		{Name: "items", Type: "array", En: "where it was more, or something else: kind, amount and what it names, for each"},
		{Name: "reason", Type: "string", En: "why, in the words of who gave it"},
		{Name: "unrecovered_minor", Type: "integer", En: "of a revoked one: the cost of what was used already"},
	}
	return []event.Kind{
		{Kind: EventGranted, En: "A reward was given", Zh: "已发放奖励", Fields: fields},
		{Kind: EventRevoked, En: "A reward was taken back", Zh: "奖励已收回", Fields: fields},
		{Kind: EventAdjusted, En: "Somebody adjusted what a member holds", Zh: "已人工调整会员资产", Fields: fields},
	}
}

func (g *Granted) event(kind string) event.Event {
	data := map[string]any{"reason": g.Reason}
	if len(g.Parts) == 1 && g.Parts[0].IsLedger() {
		data["asset"], data["amount"] = string(g.Parts[0].Kind), g.Parts[0].Amount
	} else {
		data["items"] = g.lines()
	}
	if g.UnrecoveredMinor != 0 {
		data["unrecovered_minor"] = g.UnrecoveredMinor
	}
	at := g.At
	if kind == EventRevoked {
		at = g.RevokedAt
	}
	return event.Event{Kind: kind, MemberID: g.MemberID, Subject: g.ID, At: at, Root: g.Root, Data: data}
}

// lines are the parts as events tell them.
func (g *Granted) lines() []map[string]any {
	out := make([]map[string]any, len(g.Parts))
	for i, p := range g.Parts {
		line := map[string]any{"kind": string(p.Kind), "amount": p.Amount}
		if code := p.code(); code != "" {
			line["code"] = code
		}
		out[i] = line
	}
	return out
}
