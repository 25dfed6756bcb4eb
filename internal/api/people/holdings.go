package people

import (
	"context"
	"net/http"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// EntryOut is one change of what a member holds.
type EntryOut struct {
	ID          string    `json:"id" doc:"ent_…"`
	Asset       string    `json:"asset" doc:"points, growth, principal, bonus or commission"`
	Kind        string    `json:"kind" doc:"earn, spend, expire, unexpire, claw_back, give_back, adjust, settle, charge or renew"`
	Amount      int64     `json:"amount" doc:"As the member sees it: below 0 where something is taken"`
	Cause       string    `json:"cause" doc:"What it was made for, such as order:ord_…"`
	By          string    `json:"by,omitempty" doc:"The document that made it, where that is not the cause"`
	Rule        string    `json:"rule,omitempty" doc:"Code of the programme's rule"`
	Root        string    `json:"root,omitempty"`
	Version     int64     `json:"program_version,omitempty"`
	At          wire.Time `json:"at"`
	PostedAt    wire.Time `json:"posted_at"`
	Remaining   *int64    `json:"remaining,omitempty" doc:"Of what it issued: not yet used"`
	AvailableAt wire.Time `json:"available_at"`
	ExpiresAt   wire.Time `json:"expires_at"`
}

// TimelineOut is one thing that happened to a member.
type TimelineOut struct {
	At      wire.Time      `json:"at"`
	Kind    string         `json:"kind" doc:"Such as order.recorded"`
	Subject string         `json:"subject,omitempty"`
	Root    string         `json:"root,omitempty" doc:"The fact that caused it"`
	Data    map[string]any `json:"data,omitempty"`
	On      string         `json:"on" doc:"The record that it happened to: the member, or one that was merged into it"`

	Label       string    `json:"label,omitempty" doc:"Of an event of the merchant's own: what the programme calls it"`
	Why         []string  `json:"why,omitempty" maxItems:"400" doc:"What the rules for it decided, in words"`
	WithdrawnAt wire.Time `json:"withdrawn_at,omitempty" doc:"Of an event that never happened"`
}

// AdjustmentBody is a change by hand.
type AdjustmentBody struct {
	Asset     string    `json:"asset" enum:"points,growth"`
	Amount    int64     `json:"amount" minimum:"-10000000000" maximum:"10000000000" doc:"Below 0 takes" example:"100"`
	Reason    string    `json:"reason" minLength:"1" maxLength:"500" example:"Sorry for the delay"`
	ExpiresAt wire.Time `json:"expires_at,omitempty" doc:"Of points that are given; as the programme says where absent"`
}

// TierChangeOut is one move of a member's tier.
type TierChangeOut struct {
	At     wire.Time `json:"at"`
	Move   string    `json:"move" doc:"joined, upgraded, renewed, grace, downgraded, replaced, given or given_ended"`
	From   string    `json:"from,omitempty"`
	To     string    `json:"to"`
	Why    string    `json:"why,omitempty"`
	Undone bool      `json:"undone,omitempty"`
	id     int64
}

// addHoldings registers what members hold and what happened to them.
func addHoldings(t *shell.Table) {
	type entries struct {
		memberByID
		shell.Page
		Asset string `query:"asset" enum:"points,growth,balance,commission" doc:"All where absent"`
	}
	read := func(id, path, en, zh string) shell.Op {
		return shell.Op{ID: id, Method: http.MethodGet, Path: "/v1/members/{id}/" + path, Group: memberGroup, En: en, Zh: zh, Permission: string(org.MembersRead)}
	}
	shell.Read(t, read("member.entries", "entries", "The ledger entries of a member", "会员账目明细"),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *entries) (shell.List[EntryOut], error) {
			id, before, err := pageOf(ctx, tx, in.memberByID, in.Page)
			if err != nil {
				return shell.List[EntryOut]{}, err
			}
			list, err := ledger.Entries(ctx, tx, ledger.EntriesIn{MemberID: id, Assets: assets(in.Asset), Before: before, Limit: in.Limit})
			return shell.Paged(list, in.Limit, entryOut, func(e ledger.Entry) int64 { return e.ID }), err
		})
	type page struct {
		memberByID
		shell.Page
	}
	shell.Read(t, read("member.timeline", "timeline", "What happened to a member", "会员时间线"),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *page) (shell.List[TimelineOut], error) {
			id, err := existing(ctx, tx, in.memberByID)
			if err != nil {
				return shell.List[TimelineOut]{}, err
			}
			lines, next, err := story.ListTimeline(ctx, tx, story.TimelineIn{MemberID: id, After: in.After, Limit: in.Limit})
			if err != nil {
				return shell.List[TimelineOut]{}, err
			}
			out := shell.List[TimelineOut]{}
			out.Data, err = timelineOut(ctx, tx, c, lines)
			if next != "" {
				out.Next = &next
			}
			return out, err
		})
	shell.Read(t, read("member.grants", "grants", "What a member was given other than by orders", "会员获赠记录"),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *page) (shell.List[gives.Grant], error) {
			id, after, err := pageOf(ctx, tx, in.memberByID, in.Page)
			if err != nil {
				return shell.List[gives.Grant]{}, err
			}
			list, err := reward.ListGrants(ctx, tx, id, after, in.Limit)
			return shell.Paged(list, in.Limit, gives.GrantOf, func(g *reward.Granted) int64 { return g.ID }), err
		})
	type part struct {
		memberByID
		shell.Part
	}
	shell.Read(t, read("member.tier_history", "tier-history", "Every move of a member's tier", "会员等级变动"),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *part) (shell.List[TierChangeOut], error) {
			id, err := existing(ctx, tx, in.memberByID)
			if err != nil {
				return shell.List[TierChangeOut]{}, err
			}
			list, err := tier.History(ctx, tx, id)
			if err != nil {
				return shell.List[TierChangeOut]{}, err
			}
			out := make([]TierChangeOut, len(list))
			for i, c := range list {
				out[i] = TierChangeOut{At: wire.At(c.At), Move: string(c.Move), From: c.From, To: c.To, Why: org.Reference(c.Why), Undone: c.Undone, id: c.ID}
			}
			return shell.Whole(out, in.Part, func(c *TierChangeOut) string { return shell.AfterID(c.id) })
		})
	addAdjustments(t)
}

// addAdjustments registers changes by hand and their undoing.
func addAdjustments(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "member.adjust", Method: http.MethodPost, Path: "/v1/members/{id}/adjustments", Group: memberGroup, En: "Give or take points or growth by hand", Zh: "手工调整积分或成长值",
		Permission: string(org.PointsAdjust), Status: http.StatusCreated, SecondOn: mass.Second(),
		Detail: "Above the role's limit it waits for a second person: 202 with approval_id.",
	}, adjust, showGrant)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"grt_…"`
	}
	shell.Write(t, shell.Op{
		ID: "grant.revoke", Method: http.MethodPost, Path: "/v1/grants/{id}/revoke", Group: memberGroup, En: "Take back what was given", Zh: "收回发放", Permission: string(org.RewardsWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("grt", "grant", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		_, err = reward.Revoke(ctx, tx, id)
		return store.Made{Kind: "grant", ID: id}, err
	}, showGrant)
}

// adjustIn is a change by hand of one member's holdings.
type adjustIn struct {
	memberByID
	Body AdjustmentBody
}

// adjust changes what a member holds, within the limit of whoever does it.
func adjust(ctx context.Context, tx *store.Tx, c *shell.Call, in *adjustIn) (store.Made, error) {
	id, err := existing(ctx, tx, in.memberByID)
	if err != nil {
		return store.Made{}, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return store.Made{}, err
	}
	allowed := mass.Alone(&settings, c.Who(), c.Approved())
	g, err := reward.Adjust(ctx, tx, reward.AdjustIn{
		MemberID: id, Asset: ledger.Asset(in.Body.Asset), Amount: in.Body.Amount, Reason: in.Body.Reason, ExpiresAt: in.Body.ExpiresAt.Instant(),
		MadeBy: c.MadeBy(), Limit: allowed.Points, Approved: c.Approved(), Alone: allowed.Counts(),
	})
	if err != nil {
		return store.Made{}, err
	}
	gift := mass.Gift{Weight: reward.Weight{Points: max(in.Body.Amount, -in.Body.Amount), CostMinor: g.CostMinor}, Members: 1}
	return store.Made{Kind: "grant", ID: g.ID}, allowed.Draw(ctx, tx, gift, g.MemberID)
}

// showGrant renders a grant.
func showGrant(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (gives.Grant, error) {
	g, err := reward.GetGrant(ctx, tx, made.ID)
	if err != nil {
		return gives.Grant{}, err
	}
	return gives.GrantOf(g), nil
}

// existing is the member that the path names, aliases followed.
func existing(ctx context.Context, tx *store.Tx, in memberByID) (int64, error) {
	id, err := in.id()
	if err != nil {
		return 0, err
	}
	return member.Holder(ctx, tx, id)
}

// pageOf is the member of a path and the id of the cursor.
func pageOf(ctx context.Context, tx *store.Tx, in memberByID, page shell.Page) (id, cursor int64, err error) {
	if id, err = existing(ctx, tx, in); err != nil {
		return 0, 0, err
	}
	cursor, err = page.CursorID()
	return id, cursor, err
}

// assets are the assets of a filter.
func assets(filter string) []ledger.Asset {
	switch filter {
	case "":
		return ledger.Assets()
	case "balance":
		return []ledger.Asset{ledger.Principal, ledger.Bonus}
	}
	return []ledger.Asset{ledger.Asset(filter)}
}

// entryOut is an entry outside.
func entryOut(e ledger.Entry) EntryOut {
	out := EntryOut{
		ID: store.FormatID("ent", e.ID), Asset: string(e.Asset), Kind: string(e.Kind), Amount: e.Amount, Cause: org.Reference(e.Cause.String()), By: org.Reference(e.By.String()), Rule: e.Rule,
		Root: org.Reference(e.Root), Version: e.Version, At: wire.At(e.At), PostedAt: wire.At(e.PostedAt),
	}
	if e.LotID == e.ID { // it issues
		remaining := e.Remaining
		out.Remaining = &remaining
		out.AvailableAt, out.ExpiresAt = wire.At(e.AvailableAt), wire.At(e.ExpiresAt)
	}
	if e.AvailableAt == calendar.Never {
		out.AvailableAt = 0
	}
	return out
}
