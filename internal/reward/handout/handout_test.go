package handout_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/handout"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world has a pack of 100 points.
type world struct {
	*worldtest.World
	pack pack.Pack
}

func each(t *testing.T, story func(w *world)) {
	t.Helper()
	worldtest.Each(t, nil, func(base *worldtest.World) {
		w := &world{World: base}
		w.Tx(func(tx *store.Tx) (err error) {
			w.pack, err = pack.Add(w.Ctx, tx, pack.Pack{Name: "Welcome", Items: []item.Item{{Kind: item.Points, Amount: 100}, {Kind: item.Tag, Tag: "new"}}})
			return err
		})
		story(w)
		w.Sound()
	})
}

var anything = mass.Allowance{Approved: true}

func (w *world) try(in handout.MakeIn) (h *handout.Handout, err error) {
	if in.PackID == 0 {
		in.PackID = w.pack.ID
	}
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		h, err = handout.Make(w.Ctx, tx, in)
		return err
	})
	return h, err
}

// codes makes codes and answers them.
func (w *world) codes(in handout.MakeIn) (h *handout.Handout, codes []string) {
	w.Helper()
	in.Note, in.Allowed = "Leaflet", anything
	h, err := w.try(in)
	if err != nil {
		w.Fatal(err)
	}
	w.View(func(tx *store.Tx) error {
		return handout.AllCodes(w.Ctx, tx, h.ID, func(c *handout.Code) error {
			codes = append(codes, c.Text)
			return nil
		})
	})
	return h, codes
}

func (w *world) claim(member int64, code string) (g *reward.Granted, err error) {
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		g, err = handout.Claim(w.Ctx, tx, handout.ClaimIn{MemberID: member, Code: code})
		return err
	})
	return g, err
}

func (w *world) refuses(when string, member int64, code string, want fault.Code) {
	w.Helper()
	if _, err := w.claim(member, code); !fault.Has(err, want) {
		w.Errorf("%s: %v, want %s", when, err, want.Code)
	}
}

func (w *world) figures(id int64) (h *handout.Handout) {
	w.View(func(tx *store.Tx) (err error) {
		h, err = handout.Get(w.Ctx, tx, id)
		return err
	})
	return h
}

func TestMakeMany(t *testing.T) {
	each(t, func(w *world) {
		h, codes := w.codes(handout.MakeIn{Codes: 12_000})
		seen := map[string]bool{}
		for _, c := range codes {
			if !handout.ValidCode(c) || seen[c] {
				w.Errorf("code %s", c)
			}
			seen[c] = true
		}
		if len(codes) != 12_000 || h.Uses != 1 || h.PerMember != 1 || h.Until != calendar.Never {
			w.Errorf("%d codes, %+v", len(codes), h)
		}
		good := []byte(codes[0])
		good[12] = '0' + (good[12]-'0'+1)%10
		if handout.ValidCode(string(good)) || handout.ValidCode(codes[0][1:]) {
			w.Error("the last digit proves nothing")
		}
		if handout.CleanCode(" p1234 5678-9012") != "P123456789012" {
			w.Error(handout.CleanCode(" p1234 5678-9012"))
		}
	})
}

func TestMakeRefuses(t *testing.T) {
	each(t, func(w *world) {
		now := w.Now()
		for name, c := range map[string]struct {
			in   handout.MakeIn
			want fault.Code
		}{
			"no note":             {handout.MakeIn{Codes: 1}, fault.ErrRequired},
			"no codes":            {handout.MakeIn{Note: "x"}, fault.ErrRange},
			"below 0":             {handout.MakeIn{Note: "x", Codes: -1}, fault.ErrRange},
			"too many codes":      {handout.MakeIn{Note: "x", Codes: handout.MaxCodes + 1}, fault.ErrRange},
			"too many claims":     {handout.MakeIn{Note: "x", Codes: 1_000, Uses: 10_001}, handout.ErrTotal},
			"uses below 0":        {handout.MakeIn{Note: "x", Codes: 1, Uses: -5}, fault.ErrRange},
			"over before":         {handout.MakeIn{Note: "x", Codes: 1, Until: now}, handout.ErrSpan},
			"ends as it starts":   {handout.MakeIn{Note: "x", Codes: 1, From: now.Add(time.Hour), Until: now.Add(time.Hour)}, handout.ErrSpan},
			"unknown pack":        {handout.MakeIn{Note: "x", Codes: 1, PackID: 42}, pack.ErrUnknown},
			"unknown budget":      {handout.MakeIn{Note: "x", Codes: 1, Budgets: []int64{42}}, budget.ErrUnknown},
			"too many at once":    {handout.MakeIn{Note: "x", Codes: 6, Uses: 2, Allowed: mass.Allowance{Members: 11, CostMinor: 1e6, Points: 1e6}}, mass.ErrMass},
			"too dear":            {handout.MakeIn{Note: "x", Codes: 6, Uses: 2, Allowed: mass.Allowance{Members: 12, CostMinor: 1_199, Points: 1e6}}, mass.ErrCost},
			"points by two codes": {handout.MakeIn{Note: "x", Codes: 2, PerMember: 2, Allowed: mass.Allowance{Members: 12, CostMinor: 1e6, Points: 199}}, reward.ErrLimit},
			"points for each":     {handout.MakeIn{Note: "x", Codes: 1, Allowed: mass.Allowance{Members: 12, CostMinor: 1e6, Points: 99}}, reward.ErrLimit},
			"too many for sums":   {handout.MakeIn{Note: "x", Codes: 100_000, Uses: 100, Allowed: mass.Allowance{Members: 1e9, CostMinor: 1e8, Points: 1e6}}, mass.ErrCost},
			"a note like a book":  {handout.MakeIn{Note: string(make([]byte, 200)), Codes: 1}, fault.ErrInvalid},
		} {
			if _, err := w.try(c.in); !fault.Has(err, c.want) {
				w.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.try(handout.MakeIn{Note: "x", Codes: 6, Uses: 2, Allowed: mass.Allowance{Members: 12, CostMinor: 1_200, Points: 100}}); err != nil {
			w.Errorf("just as much as one may: %v", err)
		}
	})
}

func TestClaim(t *testing.T) {
	each(t, func(w *world) {
		mei, lan := w.Join(), w.Join()
		h, codes := w.codes(handout.MakeIn{Codes: 3, PerMember: 2})
		g, err := w.claim(mei, codes[0][:5]+" "+codes[0][5:])
		if err != nil || g.Reason != "Leaflet" || g.Root == "" || len(g.Parts) != 2 || g.Parts[0].PackID != w.pack.ID {
			w.Fatalf("%+v, %v", g, err)
		}
		w.refuses("again", mei, codes[0], handout.ErrUsed)
		w.refuses("somebody else", lan, codes[0], handout.ErrUsed)
		w.refuses("no code", mei, "P123456789012", handout.ErrCode)
		w.refuses("a code of nothing", mei, handout.NewCode(), handout.ErrCode)
		w.refuses("a stranger", 42, codes[1], fault.Code{Code: "member_not_found"})
		if _, err := w.claim(mei, codes[1]); err != nil {
			w.Error(err)
		}
		w.refuses("more than a member may", mei, codes[2], handout.ErrMember)
		w.Tx(func(tx *store.Tx) error { _, err := reward.Revoke(w.Ctx, tx, g.ID); return err })
		w.refuses("taken back, and not open again", mei, codes[0], handout.ErrUsed)
		w.Tx(func(tx *store.Tx) error { _, err := handout.VoidCode(w.Ctx, tx, codes[2], "lost"); return err })
		w.refuses("void", lan, codes[2], handout.ErrVoid)
		if f := w.figures(h.ID).Figures; f != (handout.Figures{Claims: 2, Members: 1, CostMinor: 100, Void: 1}) {
			w.Errorf("%+v", f)
		}
		_, codes = w.codes(handout.MakeIn{Codes: 1, Uses: 5})
		w.Tx(func(tx *store.Tx) error {
			c, err := dossier.Merge(w.Ctx, tx, mei, lan)
			if err == nil {
				err = dossier.Undo(w.Ctx, tx, c)
			}
			return err
		})
		if _, err := w.claim(mei, codes[0]); err != nil {
			w.Error(err)
		}
		w.Tx(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, mei, lan); return err })
		w.refuses("one person by now", lan, codes[0], handout.ErrMember)
	})
}

func TestClaimInItsTime(t *testing.T) {
	each(t, func(w *world) {
		mei := w.Join()
		h, codes := w.codes(handout.MakeIn{Codes: 4, PerMember: 9, From: w.Now().Add(time.Hour), Until: w.Now().Add(3 * time.Hour)})
		w.refuses("early", mei, codes[0], handout.ErrEarly)
		w.Wait(time.Hour)
		if _, err := w.claim(mei, codes[0]); err != nil {
			w.Errorf("at its first instant: %v", err)
		}
		w.Tx(func(tx *store.Tx) error {
			p := w.pack
			p.Closed = true
			_, err := pack.Change(w.Ctx, tx, p)
			return err
		})
		w.refuses("the pack is closed", mei, codes[1], pack.ErrClosed)
		w.Tx(func(tx *store.Tx) error {
			p := w.pack
			p.Version++
			_, err := pack.Change(w.Ctx, tx, p)
			return err
		})
		w.Tx(func(tx *store.Tx) error { return handout.Close(w.Ctx, tx, h.ID, "leaked") })
		w.refuses("closed", mei, codes[1], handout.ErrClosed)
		err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error { return handout.Close(w.Ctx, tx, h.ID, "leaked") })
		if !fault.Has(err, handout.ErrClosed) {
			w.Errorf("closed again: %v", err)
		}
		_, codes = w.codes(handout.MakeIn{Codes: 1, Until: w.Now().Add(time.Hour)})
		w.Wait(time.Hour)
		w.refuses("over", mei, codes[0], handout.ErrOver)
	})
}

// What a budget refuses is not claimed: the code stays good.
func TestClaimFromABudget(t *testing.T) {
	each(t, func(w *world) {
		var b budget.Budget
		w.Tx(func(tx *store.Tx) (err error) {
			b, err = budget.Add(w.Ctx, tx, budget.Budget{Name: "Daily", Unit: budget.Count, Total: 1, Period: budget.Day})
			return err
		})
		h, codes := w.codes(handout.MakeIn{Codes: 2, Budgets: []int64{b.ID}})
		mei, lan := w.Join(), w.Join()
		if _, err := w.claim(mei, codes[0]); err != nil {
			w.Fatal(err)
		}
		w.refuses("today's are gone", lan, codes[1], budget.ErrSpent)
		if w.figures(h.ID).Claims != 1 {
			w.Error("what was refused is counted")
		}
		w.Days(1)
		if _, err := w.claim(lan, codes[1]); err != nil {
			w.Error(err)
		}
	})
}

// However many claim at once, a code is claimed as often as it may be, and a member claims as often as he may.
func TestClaimsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		var members []int64
		for range 24 {
			members = append(members, w.Join())
		}
		h, codes := w.codes(handout.MakeIn{Codes: 1, Uses: 10})
		other, pieces := w.codes(handout.MakeIn{Codes: 24})
		var wait sync.WaitGroup
		for i, id := range members {
			wait.Go(func() {
				if _, err := w.claim(id, codes[0]); err != nil && !fault.Has(err, handout.ErrUsed) {
					w.Error(err)
				}
			})
			wait.Go(func() {
				if _, err := w.claim(members[0], pieces[i]); err != nil && !fault.Has(err, handout.ErrMember) {
					w.Error(err)
				}
			})
		}
		wait.Wait()
		if a, b := w.figures(h.ID), w.figures(other.ID); a.Claims != 10 || a.Members != 10 || b.Claims != 1 {
			w.Errorf("%+v, %+v", a.Figures, b.Figures)
		}
	})
}

// A code that somebody has already is made anew, and nothing else is.
func TestCodesThatAreTaken(t *testing.T) {
	each(t, func(w *world) {
		h, taken := w.codes(handout.MakeIn{Codes: 1})
		enough := errors.New("leave nothing behind")
		err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
			table := store.Insert{Table: "reward_code", Columns: []string{"merchant_id", "id", "handout_id", "code", "claims", "voided_at"}, Conflict: "ON CONFLICT (merchant_id, code) DO NOTHING"}
			row := func(code string) []any {
				return []any{tx.MerchantID(), tx.NewID(), h.ID, code, int64(0), calendar.Never}
			}
			fresh, again := handout.NewCode(), 0
			err := coupon.WriteCodes(w.Ctx, tx, table, [][]any{row(taken[0]), row(fresh)}, func(row []any) { again++; row[3] = handout.NewCode() })
			if err != nil {
				return err
			}
			list, err := handout.Codes(w.Ctx, tx, h.ID, 0, 10)
			if again != 1 || len(list) != 3 || err != nil {
				t.Errorf("%d made anew, %d codes, %v", again, len(list), err)
			}
			return enough
		})
		if !errors.Is(err, enough) {
			t.Error(err)
		}
	})
}

// What codes give is not made more behind the back of the second person who would have had to agree to it.
func TestThePackOfOpenCodesGrows(t *testing.T) {
	each(t, func(w *world) {
		some := mass.Allowance{Members: 10, Points: 1_000, CostMinor: 5_000, DayTimes: 1, By: "staff:7"}
		change := func(allowed mass.Allowance, points int64) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				p, err := pack.Get(w.Ctx, tx, w.pack.ID)
				if err != nil {
					return err
				}
				p.Items = []item.Item{{Kind: item.Points, Amount: points}}
				_, err = handout.ChangePack(w.Ctx, tx, p, allowed)
				return err
			})
		}
		if err := change(some, 2_000); err != nil {
			w.Errorf("nobody has a code: %v", err)
		}
		if err := change(some, 100); err != nil {
			w.Error(err)
		}
		h, codes := w.codes(handout.MakeIn{Codes: 5, PerMember: 2})
		if err := change(some, 501); !fault.Has(err, reward.ErrLimit) {
			w.Errorf("a member may have two: %v", err)
		}
		if err := change(mass.Allowance{Members: 4, Points: 1_000, CostMinor: 5_000}, 200); !fault.Has(err, mass.ErrMass) {
			w.Errorf("five codes: %v", err)
		}
		if _, err := w.claim(w.Join(), codes[0]); err != nil {
			w.Error(err)
		}
		if err := change(some, 200); err != nil {
			w.Errorf("just as much as one may: %v", err)
		}
		if err := change(some, 300); !fault.Has(err, mass.ErrDay) {
			w.Errorf("bit by bit: %v", err)
		}
		if err := change(some, 50); err != nil {
			w.Errorf("less: %v", err)
		}
		if err := change(anything, 5_000); err != nil {
			w.Errorf("approved: %v", err)
		}
		w.Tx(func(tx *store.Tx) error { return handout.Close(w.Ctx, tx, h.ID, "enough") })
		if err := change(mass.Allowance{}, 9_000); err != nil {
			w.Errorf("no code is open: %v", err)
		}
	})
}

// The limit of a member is of each handout, and each job gives once more: what one member may have of a pack is the sum.
func TestThePackOfManyHandoutsGrows(t *testing.T) {
	each(t, func(w *world) {
		w.Join()
		for range 3 {
			w.codes(handout.MakeIn{Codes: 2})
		}
		w.Tx(func(tx *store.Tx) error {
			_, err := mass.Order(w.Ctx, tx, reward.GrantIn{Items: []item.Item{{Kind: item.Pack, PackID: w.pack.ID}}, Reason: "all"}, segment.Audience{}, anything)
			return err
		})
		change := func(points int64) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				p := w.pack
				p.Items = []item.Item{{Kind: item.Points, Amount: points}}
				_, err := handout.ChangePack(w.Ctx, tx, p, mass.Allowance{Members: 10, Points: 1_000, CostMinor: 1e6})
				return err
			})
		}
		if err := change(251); !fault.Has(err, reward.ErrLimit) {
			w.Errorf("a member may have four: %v", err)
		}
		if err := change(250); err != nil {
			w.Error(err)
		}
	})
}
