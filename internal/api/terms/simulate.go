package terms

import (
	"context"
	"math"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/insight"
	"regulars/internal/org"
	"regulars/internal/simulation"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// SimulateBody is what is to be simulated.
type SimulateBody struct {
	Program *WhichProgram `json:"program,omitempty" doc:"draft where absent"`
	From    wire.Date     `json:"from,omitempty" doc:"First day of the window that is counted; a year before today where absent. What lies before it is played too, for tiers and windows"`
	Until   wire.Date     `json:"until,omitempty" doc:"Its last day; today where absent"`
	Reprice bool          `json:"reprice,omitempty" doc:"Orders that stated their own prices (as_paid, imports) get the programme's discounts on top of what they stated; else they only earn"`
}

// SimulationOut is a simulation in a list.
type SimulationOut struct {
	ID         string          `json:"id" doc:"sim_…"`
	JobID      string          `json:"job_id" doc:"job_…"`
	State      string          `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Done       int64           `json:"done" doc:"Orders played …"`
	Total      int64           `json:"total" doc:"… of so many; 0 while that is not known"`
	Error      string          `json:"error,omitempty"`
	Program    string          `json:"program" enum:"draft,in_force,version,document"`
	Number     int64           `json:"number,omitempty" doc:"Of a published version"`
	Digest     string          `json:"digest" doc:"SHA-256 of the document that was replayed"`
	IsDraft    bool            `json:"is_draft" doc:"The draft says what was replayed, byte for byte"`
	From       wire.Time       `json:"from"`
	Until      wire.Time       `json:"until"`
	Reprice    bool            `json:"reprice"`
	MadeByName string          `json:"made_by_name,omitempty"`
	CreatedAt  wire.Time       `json:"created_at"`
	FinishedAt wire.Time       `json:"finished_at"`
	Was        *SimulationSide `json:"was" doc:"What really happened; null until there is a report"`
	Would      *SimulationSide `json:"would" doc:"What the programme would have made of it"`
}

// SimulationSide is the figures of one of the two, over the window.
type SimulationSide struct {
	SalesMinor    int64 `json:"sales_minor" doc:"Payable of members' orders"`
	DiscountMinor int64 `json:"discount_minor" doc:"Of the programme's and plans' own benefits, less what went with refunds"`
	PointsGiven   int64 `json:"points_given"`
	PointsBack    int64 `json:"points_back" doc:"Taken back for refunds and returns"`
	PointsSpent   int64 `json:"points_spent"`
	SpentMinor    int64 `json:"spent_minor" doc:"What these took off"`
	PointsExpired int64 `json:"points_expired"`
	PointsOwed    int64 `json:"points_owed" doc:"What members hold at the end"`
	OwedMinor     int64 `json:"owed_minor" doc:"The same as money: the liability"`
	GrowthGiven   int64 `json:"growth_given"`
	GrowthBack    int64 `json:"growth_back"`
	CostMinor     int64 `json:"cost_minor" doc:"Discounts, and the worth of points given less those taken back"`
	Members       int64 `json:"members"`
	Upgrades      int64 `json:"upgrades"`
	Downgrades    int64 `json:"downgrades"`
	ValuePoints   int64 `json:"value_points" doc:"So many points …"`
	ValueMinor    int64 `json:"value_minor" doc:"… are worth so much; both 0 where points take nothing off"`
}

// SimulationReport is a simulation with all that was found out.
type SimulationReport struct {
	SimulationOut
	Report  *ReportOut `json:"report" doc:"null until there is one"`
	Winners []MoverOut `json:"winners" doc:"Members who would gain most, those first"`
	Losers  []MoverOut `json:"losers" doc:"Members who would lose most, those first"`
}

// ReportOut is the figures behind the sums.
type ReportOut struct {
	Begins      wire.Time        `json:"begins" doc:"The first fact that was played"`
	Orders      int64            `json:"orders" doc:"Of members, in the window"`
	GuestOrders int64            `json:"guest_orders"`
	Played      int64            `json:"played" doc:"Orders in all, those before the window too"`
	Skipped     int64            `json:"skipped" doc:"Orders that the programme cannot decide"`
	Tiers       []ReportTier     `json:"tiers"`
	Moves       []ReportMove     `json:"moves" doc:"From the tier that is held to the one that would be"`
	Rules       []ReportRule     `json:"rules"`
	Months      []ReportMonth    `json:"months"`
	Categories  []ReportCategory `json:"categories" doc:"Those that cost most first"`
	Gaining     int64            `json:"gaining" doc:"Members who would have got more in the window"`
	Losing      int64            `json:"losing"`
	Same        int64            `json:"same"`
	GainMinor   int64            `json:"gain_minor" doc:"Of all who gain"`
	LossMinor   int64            `json:"loss_minor" doc:"Of all who lose, above 0"`
	Spread      []ReportSpread   `json:"spread" doc:"How many gain or lose how much"`
}

// ReportTier is one tier of either programme.
type ReportTier struct {
	Code       string   `json:"code" doc:"Empty for who has none"`
	Name       NoteBody `json:"name"`
	Was        int64    `json:"was" doc:"Members at the end"`
	Would      int64    `json:"would"`
	WasMinor   int64    `json:"was_minor" doc:"What those who would hold it got"`
	WouldMinor int64    `json:"would_minor" doc:"What they would have got"`
}

// ReportMove is how many members would hold another tier, or the same.
type ReportMove struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Members int64  `json:"members"`
}

// ReportRule is what one rule or benefit gave.
type ReportRule struct {
	Code       string   `json:"code"`
	Name       NoteBody `json:"name"`
	Kind       string   `json:"kind" enum:"points,growth,discount"`
	Was        int64    `json:"was" doc:"Units less those taken back, or minor units of a discount"`
	Would      int64    `json:"would"`
	WasMinor   int64    `json:"was_minor" doc:"What it cost"`
	WouldMinor int64    `json:"would_minor"`
}

// ReportMonth is one month of the window.
type ReportMonth struct {
	On         wire.Date `json:"on" doc:"First day of the month"`
	Orders     int64     `json:"orders"`
	Was        int64     `json:"was" doc:"Points given less those taken back"`
	Would      int64     `json:"would"`
	WasMinor   int64     `json:"was_minor" doc:"Cost"`
	WouldMinor int64     `json:"would_minor"`
}

// ReportCategory is what lines of one category got.
type ReportCategory struct {
	Code       string `json:"code" doc:"Empty where none is known"`
	SalesMinor int64  `json:"sales_minor"`
	Was        int64  `json:"was" doc:"Points"`
	Would      int64  `json:"would"`
	WasMinor   int64  `json:"was_minor" doc:"Cost"`
	WouldMinor int64  `json:"would_minor"`
}

// ReportSpread is how many members gain or lose by so much.
type ReportSpread struct {
	FromMinor *int64 `json:"from_minor" doc:"At least; null without a bound"`
	ToMinor   *int64 `json:"to_minor" doc:"Less than; null without a bound"`
	Members   int64  `json:"members"`
}

// MoverOut is a member who gains or loses much.
type MoverOut struct {
	MemberID      string `json:"member_id" doc:"mem_…"`
	Name          string `json:"name,omitempty" doc:"Masked unless the caller may see names"`
	Code          string `json:"code,omitempty" doc:"External id or card of a member without a name; masked likewise"`
	DeltaMinor    int64  `json:"delta_minor" doc:"Points as money, and discounts"`
	DeltaPoints   int64  `json:"delta_points"`
	WasMinor      int64  `json:"was_minor"`
	WouldMinor    int64  `json:"would_minor"`
	WasPoints     int64  `json:"was_points"`
	WouldPoints   int64  `json:"would_points"`
	WasDiscount   int64  `json:"was_discount_minor"`
	WouldDiscount int64  `json:"would_discount_minor"`
	WasTier       string `json:"was_tier"`
	WouldTier     string `json:"would_tier"`
	SpendMinor    int64  `json:"spend_minor"`
}

// simulationByID names a simulation in the path.
type simulationByID struct {
	ID string `path:"id" maxLength:"32" doc:"sim_…"`
}

// addSimulations registers what-if runs.
func addSimulations(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "program.simulate", Method: http.MethodPost, Path: "/v1/program/draft/simulate", Group: programGroup, En: "Replay the past through the draft", Zh: "沙盘推演：用草稿重演历史订单",
		Permission: string(org.ProgramWrite), Status: http.StatusCreated, Optional: true,
		Detail: "A job that writes nothing but its report. The past is played from the first order on; what lies in the window is compared with what really happened. One at a time.",
	}, simulate, showSimulation)
	shell.Read(t, shell.Op{
		ID: "simulation.list", Method: http.MethodGet, Path: "/v1/simulations", Group: programGroup, En: "Simulations, newest first", Zh: "沙盘推演列表", Permission: string(org.ProgramRead),
	}, listSimulations)
	shell.Get(t, shell.Op{
		ID: "simulation.get", Method: http.MethodGet, Path: "/v1/simulations/{id}", Group: programGroup, En: "Read a simulation and its report", Zh: "查看沙盘推演报告", Permission: string(org.ProgramRead),
	}, func(in simulationByID) (int64, error) { return shell.PathID("sim", "simulation", in.ID) }, showSimulation)
	shell.Write(t, shell.Op{
		ID: "simulation.cancel", Method: http.MethodPost, Path: "/v1/simulations/{id}/cancel", Group: programGroup, En: "Stop a simulation", Zh: "取消沙盘推演", Permission: string(org.ProgramWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *simulationByID) (store.Made, error) {
		id, err := shell.PathID("sim", "simulation", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "simulation", ID: id}, simulation.Cancel(ctx, tx, id)
	}, showSimulation)
}

// simulate orders a simulation.
func simulate(ctx context.Context, tx *store.Tx, _ *shell.Call, in *struct{ Body SimulateBody }) (store.Made, error) {
	which, err := in.Body.Program.find(ctx, tx, draft)
	if err != nil {
		return store.Made{}, err
	}
	ask := simulation.StartIn{Which: simulation.Draft, Document: which.document, Reprice: in.Body.Reprice}
	switch w := in.Body.Program; {
	case w == nil || w.Name == draft:
	case w.Document != nil:
		ask.Which = simulation.Document
	case w.Name == inForce:
		ask.Which, ask.Number = simulation.InForce, which.edition.Number
	case w.Number != 0:
		ask.Which, ask.Number = simulation.Version, w.Number
	}
	ask.From = (tx.Today() - 365).Start(tx.Zone())
	if in.Body.From != 0 {
		ask.From = in.Body.From.Day().Start(tx.Zone())
	}
	if in.Body.Until != 0 {
		ask.Until = min(in.Body.Until.Day().End(tx.Zone()), tx.Now())
	}
	id, err := simulation.Start(ctx, tx, ask)
	return store.Made{Kind: "simulation", ID: id}, err
}

func listSimulations(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[SimulationOut], error) {
	before, err := in.CursorID()
	if err != nil {
		return shell.List[SimulationOut]{}, err
	}
	list, err := simulation.List(ctx, tx, before, in.Limit)
	if err != nil {
		return shell.List[SimulationOut]{}, err
	}
	out, err := simulationsOut(ctx, tx, list)
	next := ""
	if len(list) == in.Limit {
		next = shell.AfterID(list[len(list)-1].ID)
	}
	return shell.Listed(out, next), err
}

// simulationsOut are simulations outside, without their reports.
func simulationsOut(ctx context.Context, tx *store.Tx, list []*simulation.Simulation) ([]SimulationOut, error) {
	digest, err := draftDigest(ctx, tx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, s := range list {
		if s.MadeBy.Kind == "staff" {
			ids = append(ids, s.MadeBy.ID)
		}
	}
	named, err := staff.Names(ctx, tx, ids)
	out := make([]SimulationOut, len(list))
	for i, s := range list {
		out[i] = SimulationOut{
			ID: store.FormatID("sim", s.ID), JobID: store.FormatID("job", s.JobID), State: string(s.State), Done: s.Done, Total: s.Total, Error: s.Error,
			Program: string(s.Which), Number: s.Number, Digest: s.Digest, IsDraft: s.Digest == digest, From: wire.At(s.From), Until: wire.At(s.Until), Reprice: s.Reprice,
			MadeByName: s.MadeBy.Name, CreatedAt: wire.At(s.CreatedAt), FinishedAt: wire.At(s.FinishedAt),
		}
		if name := named[s.MadeBy.ID]; name != "" && s.MadeBy.Kind == "staff" {
			out[i].MadeByName = name
		}
		if s.Report != nil {
			was, would := SimulationSide(s.Report.Was), SimulationSide(s.Report.Would)
			out[i].Was, out[i].Would = &was, &would
		}
	}
	return out, err
}

// draftDigest is the digest of the draft as it stands.
func draftDigest(ctx context.Context, tx *store.Tx) (string, error) {
	d, err := edition.GetDraft(ctx, tx)
	if err != nil {
		return "", err
	}
	return edition.Digest(d.Document)
}

func showSimulation(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (SimulationReport, error) {
	s, err := simulation.Get(ctx, tx, made.ID)
	if err != nil {
		return SimulationReport{}, err
	}
	list, err := simulationsOut(ctx, tx, []*simulation.Simulation{s})
	if err != nil {
		return SimulationReport{}, err
	}
	out := SimulationReport{SimulationOut: list[0], Winners: []MoverOut{}, Losers: []MoverOut{}}
	if s.Report == nil {
		return out, nil
	}
	out.Report = reportOut(s.Report)
	winners, losers, err := simulation.Movers(ctx, tx, s.ID)
	if err != nil {
		return SimulationReport{}, err
	}
	if out.Winners, err = moversOut(ctx, tx, c, winners); err != nil {
		return SimulationReport{}, err
	}
	out.Losers, err = moversOut(ctx, tx, c, losers)
	return out, err
}

func reportOut(r *simulation.Report) *ReportOut {
	out := &ReportOut{
		Begins: wire.At(r.Begins), Orders: r.Orders, GuestOrders: r.GuestOrders, Played: r.Played, Skipped: r.Skipped,
		Gaining: r.Gaining, Losing: r.Losing, Same: r.Same, GainMinor: r.GainMinor, LossMinor: r.LossMinor,
		Tiers: []ReportTier{}, Moves: []ReportMove{}, Rules: []ReportRule{}, Months: []ReportMonth{}, Categories: []ReportCategory{}, Spread: []ReportSpread{},
	}
	for _, t := range r.Tiers {
		out.Tiers = append(out.Tiers, ReportTier{Code: t.Code, Name: NoteBody(t.Name), Was: t.Was, Would: t.Would, WasMinor: t.WasMinor, WouldMinor: t.WouldMinor})
	}
	for _, m := range r.Moves {
		out.Moves = append(out.Moves, ReportMove(m))
	}
	for _, x := range r.Rules {
		out.Rules = append(out.Rules, ReportRule{Code: x.Code, Name: NoteBody(x.Name), Kind: x.Kind, Was: x.Was, Would: x.Would, WasMinor: x.WasMinor, WouldMinor: x.WouldMinor})
	}
	for _, m := range r.Months {
		out.Months = append(out.Months, ReportMonth{On: wire.Date(m.On), Orders: m.Orders, Was: m.Was, Would: m.Would, WasMinor: m.WasMinor, WouldMinor: m.WouldMinor})
	}
	for _, x := range r.Categories {
		out.Categories = append(out.Categories, ReportCategory(x))
	}
	for _, x := range r.Spread {
		out.Spread = append(out.Spread, ReportSpread{FromMinor: bound(x.FromMinor), ToMinor: bound(x.ToMinor), Members: x.Members})
	}
	return out
}

// bound is a bound of the spread; nil for none.
func bound(minor int64) *int64 {
	if minor == math.MaxInt64 || minor == -math.MaxInt64 {
		return nil
	}
	return &minor
}

// moversOut are members outside: named as the caller may see names.
func moversOut(ctx context.Context, tx *store.Tx, c *shell.Call, list []simulation.Mover) ([]MoverOut, error) {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].MemberID
	}
	people, err := insight.People(ctx, tx, ids)
	out := make([]MoverOut, len(list))
	for i, m := range list {
		out[i] = MoverOut{
			MemberID: store.FormatID("mem", m.MemberID), DeltaMinor: m.DeltaMinor, DeltaPoints: m.DeltaPoints, WasMinor: m.WasMinor, WouldMinor: m.WouldMinor,
			WasPoints: m.WasPoints, WouldPoints: m.WouldPoints, WasDiscount: m.WasDiscount, WouldDiscount: m.WouldDiscount,
			WasTier: m.WasTier, WouldTier: m.WouldTier, SpendMinor: m.SpendMinor,
		}
		who := people[m.MemberID]
		switch may := c.Who(); {
		case may.May(org.MembersRead) && may.May(org.MembersReveal):
			out[i].Name, out[i].Code = who.Name, who.Code
		case may.May(org.MembersRead):
			out[i].Name, out[i].Code = masked(who.Name, vault.MaskName), masked(who.Code, vault.MaskCode)
		}
	}
	return out, err
}

func masked(text string, mask func(string) string) string {
	if text == "" {
		return ""
	}
	return mask(text)
}
