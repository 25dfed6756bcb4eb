package holdings

import (
	"context"
	"net/http"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/handout"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// PackBody is a pack as it is made or changed.
type PackBody struct {
	Name    string         `json:"name" minLength:"1" maxLength:"60" example:"Welcome pack"`
	Summary string         `json:"summary,omitempty" maxLength:"200"`
	Rewards []gives.Reward `json:"rewards" minItems:"1" maxItems:"20"`
	Closed  bool           `json:"closed,omitempty" doc:"Given to nobody until it is opened again"`
}

// PackOut is a gift pack.
type PackOut struct {
	ID string `json:"id" doc:"pck_…"`
	PackBody
	MadeAt  wire.Time `json:"made_at"`
	Given   int64     `json:"given" doc:"Grants that held it and still stand"`
	Version int64     `json:"version" doc:"The ETag of the pack"`
}

type packByID struct {
	ID string `path:"id" maxLength:"32" doc:"pck_…"`
}

func (in packByID) id() (int64, error) { return shell.PathID("pck", "pack", in.ID) }

// addPacks registers gift packs.
func addPacks(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "pack.list", Method: http.MethodGet, Path: "/v1/packs", Group: rewardGroup, En: "List gift packs", Zh: "礼包列表", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[PackOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[PackOut]{}, err
		}
		list, err := pack.List(ctx, tx, after, in.Limit)
		if err != nil {
			return shell.List[PackOut]{}, err
		}
		ids := make([]int64, len(list))
		for i, p := range list {
			ids[i] = p.ID
		}
		given, err := pack.Given(ctx, tx, ids...)
		return shell.Paged(list, in.Limit, func(p pack.Pack) PackOut { return packOut(p, given[p.ID]) }, func(p pack.Pack) int64 { return p.ID }), err
	})
	type add struct {
		Body PackBody
	}
	shell.Write(t, shell.Op{
		ID: "pack.add", Method: http.MethodPost, Path: "/v1/packs", Group: rewardGroup, En: "Make a gift pack", Zh: "新建礼包", Permission: string(org.RewardsWrite),
		Status: http.StatusCreated, Detail: "A named list of rewards that are given together. A grant keeps what was in it then.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		p, err := readPack(ctx, tx, &in.Body)
		if err == nil {
			p, err = pack.Add(ctx, tx, p)
		}
		return store.Made{Kind: "pack", ID: p.ID}, err
	}, showPack)
	shell.Get(t, shell.Op{
		ID: "pack.get", Method: http.MethodGet, Path: "/v1/packs/{id}", Group: rewardGroup, En: "Read a gift pack", Zh: "查看礼包", Permission: string(org.ProgramRead),
	}, packByID.id, showPack)
	type change struct {
		packByID
		Body PackBody
	}
	shell.Write(t, shell.Op{
		ID: "pack.change", Method: http.MethodPut, Path: "/v1/packs/{id}", Group: rewardGroup, En: "Change or close a gift pack", Zh: "修改或停用礼包",
		Permission: string(org.RewardsWrite), IfMatch: true, SecondOn: mass.Second(),
		Detail: "What it gives more counts as given to as many as open codes are good for; above what the caller may give alone it waits for a second person: 202.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		p, err := readPack(ctx, tx, &in.Body)
		if err != nil {
			return store.Made{}, err
		}
		p.ID, p.Version = id, c.Version()
		allowed, err := allowance(ctx, tx, c)
		if err == nil {
			_, err = handout.ChangePack(ctx, tx, p, allowed)
		}
		return store.Made{Kind: "pack", ID: id}, err
	}, showPack)
}

// readPack is what was sent; what its rewards name must exist.
func readPack(ctx context.Context, tx *store.Tx, b *PackBody) (pack.Pack, error) {
	items, err := gives.Read(b.Rewards, "rewards")
	if err == nil {
		err = reward.Check(ctx, tx, items, "rewards")
	}
	return pack.Pack{Name: b.Name, Summary: b.Summary, Items: items, Closed: b.Closed}, err
}

func showPack(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (PackOut, error) {
	p, err := pack.Get(ctx, tx, made.ID)
	if err != nil {
		return PackOut{}, err
	}
	given, err := pack.Given(ctx, tx, p.ID)
	c.SetETag(p.Version)
	return packOut(p, given[p.ID]), err
}

func packOut(p pack.Pack, given int64) PackOut {
	return PackOut{
		ID: store.FormatID("pck", p.ID), PackBody: PackBody{Name: p.Name, Summary: p.Summary, Rewards: gives.Show(p.Items), Closed: p.Closed},
		MadeAt: wire.At(p.MadeAt), Given: given, Version: p.Version,
	}
}
