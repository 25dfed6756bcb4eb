package terms

import (
	"context"
	"net/http"
	"slices"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/expr/tree"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// TierProgressOut is where a member stands among the tiers, and what is missing.
type TierProgressOut struct {
	MemberID string          `json:"member_id"`
	Tier     *TierHeld       `json:"tier" doc:"The one in force; null for customers"`
	Merit    *TierHeld       `json:"merit" doc:"The one by conditions, where one given by hand is in force above it; else null"`
	Keep     *TierStep       `json:"keep" doc:"What is needed to keep the tier by conditions; null where it never ends"`
	Next     *TierStep       `json:"next" doc:"What is missing to the next tier; null at the top"`
	Tiers    []TierMilestone `json:"tiers" doc:"All tiers, rising"`
}

// TierHeld is a tier that the member holds.
type TierHeld struct {
	Code  string     `json:"code"`
	Name  tree.Words `json:"name"`
	Color string     `json:"color" doc:"#rrggbb; empty for none"`
	By    string     `json:"by" enum:"condition,hand"`
	Since wire.Time  `json:"since"`
	Until wire.Time  `json:"until" doc:"When it may end; null for never"`
	Grace bool       `json:"grace" doc:"Its keep period is over; it goes at until unless it is earned again"`
	Move  string     `json:"move,omitempty" doc:"How it came: joined, upgraded, downgraded, replaced, given, given_ended or undone"`
	Cause string     `json:"cause,omitempty" doc:"What made it be assessed, such as order:ord_…"`
	Why   tree.Words `json:"why" doc:"How it came, as a sentence"`
}

// TierStep is what it takes to reach a tier, or to keep it.
type TierStep struct {
	Code         string            `json:"code"`
	Name         tree.Words        `json:"name"`
	By           wire.Time         `json:"by" doc:"Until when, for keeping; null for reaching"`
	Holds        bool              `json:"holds" doc:"Nothing is missing"`
	Percent      int64             `json:"percent" doc:"How far the nearest way is, 0 to 100"`
	Condition    tree.Words        `json:"condition"`
	Text         tree.Words        `json:"text" doc:"What is missing, as a sentence"`
	Alternatives []TierAlternative `json:"alternatives" doc:"Any one is enough; the nearest first"`
}

// TierAlternative is one way: all its parts must hold.
type TierAlternative struct {
	Holds   bool       `json:"holds"`
	Percent int64      `json:"percent"`
	Text    tree.Words `json:"text" doc:"What is missing, such as 近 365 天消费还差 ¥1,200"`
	Parts   []TierPart `json:"parts"`
}

// TierPart is one part of a condition.
type TierPart struct {
	Label   tree.Words      `json:"label" doc:"What is counted, such as 近 365 天消费"`
	Text    tree.Words      `json:"text" doc:"What is wanted"`
	Unit    string          `json:"unit" enum:"minor,points,growth,days,orders,people,none"`
	Have    *ConditionValue `json:"have" doc:"null where it is not known"`
	Want    *ConditionValue `json:"want"`
	Missing *int64          `json:"missing" doc:"How much is lacking; null of what is no amount"`
	Percent int64           `json:"percent"`
	Holds   bool            `json:"holds"`
}

// TierMilestone is one tier on the way up.
type TierMilestone struct {
	Code      string     `json:"code"`
	Name      tree.Words `json:"name"`
	Color     string     `json:"color"`
	Condition tree.Words `json:"condition"`
	Manual    bool       `json:"manual"`
	Held      bool       `json:"held" doc:"The one in force"`
	Holds     bool       `json:"holds" doc:"Its condition holds now"`
}

// progressIn names a member.
type progressIn struct {
	ID string `path:"id" maxLength:"32" doc:"mem_…"`
}

// addProgress registers the way up.
func addProgress(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "member.tier_progress", Method: http.MethodGet, Path: "/v1/members/{id}/tier-progress", Group: "Members", En: "A member's tier, why, and what is missing to the next one", Zh: "会员等级进度",
		Permission: string(org.MembersRead),
	}, showProgress)
}

func showProgress(ctx context.Context, tx *store.Tx, _ *shell.Call, in *progressIn) (TierProgressOut, error) {
	id, err := shell.PathID("mem", "member", in.ID)
	if err != nil {
		return TierProgressOut{}, err
	}
	if id, err = member.Holder(ctx, tx, id); err != nil {
		return TierProgressOut{}, err
	}
	books, err := reward.Open(ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now(), Draw: []int64{id}, AllDays: true})
	if err != nil {
		return TierProgressOut{}, err
	}
	books.CatchUp(id, tx.Now())
	if err := books.Err(); err != nil {
		return TierProgressOut{}, err
	}
	e := books.Editions.At(tx.Now())
	sold, err := plan.Choices(ctx, tx)
	if err != nil {
		return TierProgressOut{}, err
	}
	speaker, err := segment.Speaker(ctx, tx, sold, e.Document())
	if err != nil {
		return TierProgressOut{}, err
	}
	p := progress{ctx: ctx, tx: tx, books: books, id: id, edition: e, speaker: speaker}
	return p.out()
}

// progress gathers what is known of one member.
type progress struct {
	ctx     context.Context
	tx      *store.Tx
	books   *reward.Books
	id      int64
	edition *edition.Edition
	speaker *tree.Speaker
}

func (p *progress) out() (TierProgressOut, error) {
	out := TierProgressOut{MemberID: store.FormatID("mem", p.id), Tiers: p.milestones()}
	state, ok := p.books.Tier.State(p.id)
	if !ok || !p.books.IsMember(p.id) {
		return out, nil
	}
	changes, err := tier.History(p.ctx, p.tx, p.id)
	if err != nil {
		return out, err
	}
	byHand := state.Code == state.Manual && state.Code != state.Merit
	if out.Tier, err = p.held(&state, state.Code, byHand, changes); err != nil {
		return out, err
	}
	if byHand {
		if out.Merit, err = p.held(&state, state.Merit, false, changes); err != nil {
			return out, err
		}
	}
	facts := p.books.FactsAt(p.id, p.tx.Now())
	if next := p.edition.Missing(state, facts); next.Tier != "" {
		out.Next = p.step(next, false)
	}
	if keep := p.edition.Keeping(state, facts); keep.By != calendar.Never {
		// windows are asked as they will be on the last day, over the days booked so far
		keep = p.edition.Keeping(state, p.books.FactsAt(p.id, keep.By-1))
		out.Keep = p.step(keep, true)
	}
	return out, nil
}

func (p *progress) milestones() []TierMilestone {
	v := wording.Voice{Currency: p.tx.Currency(), Condition: p.speaker.Condition}
	words := v.Describe(*p.edition.Document())
	out := make([]TierMilestone, len(words.Tiers))
	facts := p.books.FactsAt(p.id, p.tx.Now())
	for i, t := range words.Tiers {
		out[i] = TierMilestone{
			Code: t.Code, Name: t.Name, Color: t.Color, Condition: t.Condition, Manual: t.Manual,
			Held: p.books.IsMember(p.id) && p.books.TierOf(p.id) == t.Code, Holds: p.edition.Deserves(t.Code, facts),
		}
	}
	return out
}

// held says a tier that the member holds, and how it came.
func (p *progress) held(s *program.TierState, code string, byHand bool, changes []tier.Change) (*TierHeld, error) {
	out := &TierHeld{Code: code, Name: tree.Words{Zh: code, En: code}, By: "condition", Since: wire.At(s.Since), Until: wire.At(s.KeepUntil), Grace: !byHand && s.GraceUntil != calendar.Never}
	switch {
	case byHand:
		out.By, out.Until = "hand", wire.At(s.ManualUntil)
	case out.Grace:
		out.Until = wire.At(s.GraceUntil)
	}
	if t, ok := p.edition.Tier(code); ok {
		out.Name, out.Color = tree.Words{Zh: t.Name.In("zh"), En: t.Name.In("en")}, t.Color
	}
	at := slices.IndexFunc(reversed(changes), func(c tier.Change) bool { return !c.Undone && came(&c, code, byHand) })
	if at < 0 {
		return out, nil
	}
	c := reversed(changes)[at]
	out.Move, out.Cause = string(c.Move), org.Reference(c.Why)
	if code != s.Code {
		out.Since = wire.At(c.At)
	}
	why, err := p.why(&c, code)
	out.Why = why
	return out, err
}

// came reports whether a change brought the tier on its track.
func came(c *tier.Change, code string, byHand bool) bool {
	if byHand {
		return c.After.Manual == code && c.Before.Manual != code
	}
	return c.After.Merit == code && c.Before.Merit != code
}

func reversed(changes []tier.Change) []tier.Change {
	out := slices.Clone(changes)
	slices.Reverse(out)
	return out
}

// why words a change by the programme that made it.
func (p *progress) why(c *tier.Change, code string) (tree.Words, error) {
	condition := tree.Words{}
	e, err := edition.ByNumber(p.ctx, p.tx, max(c.Edition, 1))
	if err != nil {
		return tree.Words{}, err
	}
	if t, ok := e.Tier(code); ok && t.When != "" {
		condition = p.speaker.Condition(t.When)
	}
	return wording.Came(c.Move, condition, c.At.In(p.tx.Zone())), nil
}

// step is what it takes, in words and numbers.
func (p *progress) step(in program.Progress, keeping bool) *TierStep {
	out := &TierStep{Code: in.Tier, Name: tree.Words{Zh: in.Tier, En: in.Tier}, By: wire.At(in.By), Holds: in.Holds}
	if t, ok := p.edition.Tier(in.Tier); ok {
		out.Name = tree.Words{Zh: t.Name.In("zh"), En: t.Name.In("en")}
		out.Condition = p.speaker.Condition(t.When).Sentence()
	}
	teller := wording.Progress{Speaker: p.speaker}
	var until tree.Words
	if keeping {
		until = wording.Day(in.By.In(p.tx.Zone()))
		if last := (in.By - 1).In(p.tx.Zone()).Year(); last != p.tx.Now().In(p.tx.Zone()).Year() {
			teller.Year = last
		}
	}
	said := teller.Say(in.Clauses)
	out.Alternatives = make([]TierAlternative, len(said))
	for i, a := range said {
		one := TierAlternative{Holds: a.Holds, Percent: a.Percent, Text: a.Text.Sentence(), Parts: make([]TierPart, len(a.Parts))}
		for k, part := range a.Parts {
			one.Parts[k] = TierPart{
				Label: part.Label, Text: part.Text, Unit: unitOf(part.Unit), Missing: part.Missing, Percent: part.Percent, Holds: part.Holds,
				Have: valueOut(part.Have), Want: valueOut(part.Want),
			}
		}
		out.Alternatives[i] = one
		out.Percent = max(out.Percent, a.Percent)
	}
	if in.Holds {
		out.Percent = 100
	}
	out.Text = wording.Lacking(out.Name, said, in.Holds, until)
	return out
}

func valueOut(value any) *ConditionValue {
	if value == nil {
		return nil
	}
	return &ConditionValue{value}
}
