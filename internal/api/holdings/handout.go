package holdings

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/handout"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// HandoutBody asks for codes of a pack.
type HandoutBody struct {
	Note      string   `json:"note" minLength:"1" maxLength:"100" doc:"What they are for: the reason of every claim" example:"Leaflet in the spring"`
	Codes     int64    `json:"codes" minimum:"1" maximum:"100000" doc:"How many"`
	Uses      int64    `json:"uses,omitempty" minimum:"0" maximum:"10000000" doc:"How often each is good; 1 where absent. One code for a poster has many"`
	PerMember int64    `json:"per_member,omitempty" minimum:"0" maximum:"1000" doc:"How often one member may claim from all of them; 1 where absent"`
	BudgetIDs []string `json:"budget_ids,omitempty" maxItems:"5" maxLength:"32" doc:"Every claim draws from all of them, or nothing is claimed" example:"[]"`
	From      string   `json:"from,omitempty" maxLength:"40" doc:"A day or an instant; now where absent" example:"2026-03-01"`
	Until     string   `json:"until,omitempty" maxLength:"40" doc:"A day, which is included, or an instant; no end where absent" example:"2026-03-31"`
}

// HandoutOut is one call that made codes of a pack, and what became of them.
type HandoutOut struct {
	ID        string    `json:"id" doc:"pho_…"`
	PackID    string    `json:"pack_id"`
	Note      string    `json:"note"`
	Codes     int64     `json:"codes"`
	Uses      int64     `json:"uses"`
	PerMember int64     `json:"per_member"`
	BudgetIDs []string  `json:"budget_ids"`
	From      wire.Time `json:"from"`
	Until     wire.Time `json:"until" doc:"null where it has no end"`
	State     string    `json:"state" enum:"early,open,over,closed"`
	Claims    int64     `json:"claims"`
	Members   int64     `json:"members" doc:"Who claimed"`
	Void      int64     `json:"void" doc:"Codes that were cancelled"`
	CostMinor int64     `json:"cost_minor" doc:"Of the claims that stand"`
	MadeBy    string    `json:"made_by"`
	At        wire.Time `json:"at"`
	ClosedAt  wire.Time `json:"closed_at,omitempty"`
}

// PackCodeOut is one code of a pack.
type PackCodeOut struct {
	Code      string    `json:"code" doc:"P and twelve digits, the last of which proves the others"`
	HandoutID string    `json:"handout_id"`
	PackID    string    `json:"pack_id"`
	Claims    int64     `json:"claims"`
	Uses      int64     `json:"uses" doc:"How often it is good"`
	State     string    `json:"state" enum:"early,open,used,void,over,closed"`
	VoidedAt  wire.Time `json:"voided_at,omitempty"`
}

type handoutByID struct {
	ID string `path:"id" maxLength:"32" doc:"pho_…"`
}

func (in handoutByID) id() (int64, error) { return shell.PathID("pho", "codes of a pack", in.ID) }

func handoutOp(id, method, path string, permission org.Permission, words [2]string) shell.Op {
	return shell.Op{ID: id, Method: method, Path: path, Group: rewardGroup, En: words[0], Zh: words[1], Permission: string(permission)}
}

// addHandouts registers packs that are handed out by code.
func addHandouts(t *shell.Table) {
	type ask struct {
		packByID
		Body HandoutBody
	}
	row := handoutOp("pack.codes", http.MethodPost, "/v1/packs/{id}/codes", org.RewardsWrite, [2]string{"Make codes of a gift pack to hand out", "生成礼包码"})
	row.Status, row.SecondOn = http.StatusCreated, mass.Second()
	row.Detail = "All or none. A member who has one claims the pack as it is then. More claims, or a higher cost, than the caller may give alone wait for a second person: 202 with approval_id."
	shell.Write(t, row, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *ask) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		h, err := makeCodes(ctx, tx, c, id, &in.Body)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "handout", ID: h.ID}, nil
	}, showHandout)
	type list struct {
		packByID
		shell.Page
	}
	shell.Read(t, handoutOp("pack.handouts", http.MethodGet, "/v1/packs/{id}/handouts", org.ProgramRead, [2]string{"Codes made of a gift pack, newest first", "礼包码批次列表"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[HandoutOut], error) {
			id, err := in.id()
			if err == nil {
				_, err = pack.Get(ctx, tx, id)
			}
			if err != nil {
				return shell.List[HandoutOut]{}, err
			}
			after, err := in.CursorID()
			if err != nil {
				return shell.List[HandoutOut]{}, err
			}
			found, err := handout.List(ctx, tx, id, after, in.Limit)
			return shell.Paged(found, in.Limit, func(h *handout.Handout) HandoutOut { return handoutOut(tx, h) }, func(h *handout.Handout) int64 { return h.ID }), err
		})
	shell.Get(t, handoutOp("handout.get", http.MethodGet, "/v1/pack-handouts/{id}", org.ProgramRead, [2]string{"Read codes made of a gift pack, with figures", "查看礼包码批次"}), handoutByID.id, showHandout)
	type end struct {
		handoutByID
		Body reasonBody
	}
	shell.Write(t, handoutOp("handout.close", http.MethodPost, "/v1/pack-handouts/{id}/close", org.RewardsWrite, [2]string{"End codes of a gift pack: no more of them are claimed", "停用一批礼包码"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *end) (store.Made, error) {
			id, err := in.id()
			if err == nil {
				err = handout.Close(ctx, tx, id, in.Body.Reason)
			}
			return store.Made{Kind: "handout", ID: id}, err
		}, showHandout)
	addHandoutCodes(t)
	addPackCodes(t)
}

// reasonBody says why.
type reasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" example:"Misprint"`
}

// makeCodes makes what the body asks for.
func makeCodes(ctx context.Context, tx *store.Tx, c *shell.Call, packID int64, b *HandoutBody) (*handout.Handout, error) {
	in := handout.MakeIn{PackID: packID, Note: b.Note, Codes: b.Codes, Uses: b.Uses, PerMember: b.PerMember, MadeBy: c.MadeBy()}
	var refused [2]*fault.Error
	in.From, refused[0] = instantOrDay(tx, "from", b.From, calendar.Day.Start)
	in.Until, refused[1] = instantOrDay(tx, "until", b.Until, calendar.Day.End)
	if err := fault.Join(refused[:]...); err != nil {
		return nil, err
	}
	var err error
	if in.Budgets, err = many("bud", "budget_ids", b.BudgetIDs); err != nil {
		return nil, err
	}
	if in.Allowed, err = allowance(ctx, tx, c); err != nil {
		return nil, err
	}
	return handout.Make(ctx, tx, in)
}

// addHandoutCodes registers the codes of a handout, page by page and as a file.
func addHandoutCodes(t *shell.Table) {
	type list struct {
		handoutByID
		shell.Page
	}
	shell.Read(t, handoutOp("handout.codes", http.MethodGet, "/v1/pack-handouts/{id}/codes", org.RewardsWrite, [2]string{"The codes themselves, in the order in which they were made", "礼包码列表"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[PackCodeOut], error) {
			id, err := in.id()
			if err != nil {
				return shell.List[PackCodeOut]{}, err
			}
			h, err := handout.Get(ctx, tx, id)
			if err != nil {
				return shell.List[PackCodeOut]{}, err
			}
			after, err := in.CursorID()
			if err != nil {
				return shell.List[PackCodeOut]{}, err
			}
			found, err := handout.Codes(ctx, tx, id, after, in.Limit)
			return shell.Paged(found, in.Limit, func(c *handout.Code) PackCodeOut { return packCodeOut(tx, c, h) }, func(c *handout.Code) int64 { return c.ID }), err
		})
	row := handoutOp("handout.file", http.MethodGet, "/v1/pack-handouts/{id}/codes.csv", org.RewardsWrite, [2]string{"The codes as a file, for a printer's shop", "下载礼包码"})
	row.Answers = "text/csv"
	shell.Do(t, row, func(ctx context.Context, c *shell.Call, in *handoutByID) (shell.Empty, error) {
		id, err := in.id()
		if err != nil {
			return shell.Empty{}, err
		}
		var lines [][]string
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			h, err := handout.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			return handout.AllCodes(ctx, tx, id, func(code *handout.Code) error {
				lines = append(lines, []string{code.Text, strconv.FormatInt(code.Claims, 10), string(code.State(h, tx.Now()))})
				return nil
			})
		})
		if err != nil {
			return shell.Empty{}, err
		}
		return shell.Empty{}, c.Stream("text/csv; charset=utf-8", "codes-"+in.ID+".csv", func(w io.Writer) error {
			out := csv.NewWriter(w)
			out.UseCRLF = true
			if err := out.Write([]string{"code", "claims", "state"}); err != nil {
				return err
			}
			return out.WriteAll(lines)
		})
	})
}

// addPackCodes registers what is done with one code.
func addPackCodes(t *shell.Table) {
	type claim struct {
		Body struct {
			MemberID string `json:"member_id" minLength:"1" maxLength:"32" doc:"mem_…"`
			Code     string `json:"code" minLength:"1" maxLength:"32" doc:"P and twelve digits; spaces, hyphens and small letters do not count"`
		}
	}
	row := handoutOp("pack_code.claim", http.MethodPost, "/v1/pack-codes/claim", org.MembersWrite, [2]string{"Claim a gift pack by its code for a member", "凭礼包码领取"})
	row.Rate = &shell.Rate{PerSecond: 20, Burst: 60}
	row.Status = http.StatusCreated
	shell.Write(t, row, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *claim) (store.Made, error) {
		id, err := shell.ID("mem", "member_id", in.Body.MemberID)
		if err != nil {
			return store.Made{}, err
		}
		g, err := handout.Claim(ctx, tx, handout.ClaimIn{MemberID: id, Code: in.Body.Code, MadeBy: c.MadeBy()})
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: madeGrant, ID: g.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (gives.Grant, error) {
		g, err := reward.GetGrant(ctx, tx, made.ID)
		if err != nil {
			return gives.Grant{}, err
		}
		return gives.GrantOf(g), nil
	})
	type one struct {
		Code string `path:"code" maxLength:"32" doc:"P and twelve digits"`
	}
	show := func(ctx context.Context, tx *store.Tx, code string) (PackCodeOut, error) {
		c, h, err := handout.Find(ctx, tx, code)
		if err != nil {
			return PackCodeOut{}, err
		}
		return packCodeOut(tx, c, h), nil
	}
	shell.Read(t, handoutOp("pack_code.get", http.MethodGet, "/v1/pack-codes/{code}", org.MembersRead, [2]string{"Read a code of a gift pack", "查询礼包码"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (PackCodeOut, error) {
			return show(ctx, tx, in.Code)
		})
	type void struct {
		one
		Body reasonBody
	}
	shell.Write(t, handoutOp("pack_code.void", http.MethodPost, "/v1/pack-codes/{code}/void", org.RewardsWrite, [2]string{"Cancel a code of a gift pack", "作废礼包码"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *void) (store.Made, error) {
			c, err := handout.VoidCode(ctx, tx, in.Code, in.Body.Reason)
			if err != nil {
				return store.Made{}, err
			}
			return store.Made{Kind: "code", ID: c.ID}, nil
		}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (PackCodeOut, error) {
			c, h, err := handout.ByID(ctx, tx, made.ID)
			if err != nil {
				return PackCodeOut{}, err
			}
			return packCodeOut(tx, c, h), nil
		})
}

func showHandout(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (HandoutOut, error) {
	h, err := handout.Get(ctx, tx, made.ID)
	if err != nil {
		return HandoutOut{}, err
	}
	return handoutOut(tx, h), nil
}

func handoutOut(tx *store.Tx, h *handout.Handout) HandoutOut {
	out := HandoutOut{
		ID: store.FormatID("pho", h.ID), PackID: store.FormatID("pck", h.PackID), Note: h.Note, Codes: h.Codes, Uses: h.Uses, PerMember: h.PerMember, BudgetIDs: []string{},
		From: wire.At(h.From), Until: wire.At(h.Until), State: string(h.State(tx.Now())), Claims: h.Claims, Members: h.Members, Void: h.Void, CostMinor: h.CostMinor,
		MadeBy: org.Reference(h.MadeBy), At: wire.At(h.At),
	}
	for _, id := range h.Budgets {
		out.BudgetIDs = append(out.BudgetIDs, store.FormatID("bud", id))
	}
	if h.ClosedAt != calendar.Never {
		out.ClosedAt = wire.At(h.ClosedAt)
	}
	return out
}

func packCodeOut(tx *store.Tx, c *handout.Code, h *handout.Handout) PackCodeOut {
	out := PackCodeOut{
		Code: c.Text, HandoutID: store.FormatID("pho", h.ID), PackID: store.FormatID("pck", h.PackID), Claims: c.Claims, Uses: h.Uses, State: string(c.State(h, tx.Now())),
	}
	if c.VoidedAt != calendar.Never {
		out.VoidedAt = wire.At(c.VoidedAt)
	}
	return out
}
