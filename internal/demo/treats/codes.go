package treats

import (
	"context"

	"regulars/internal/reward/handout"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// What the codes of packs are for.
const (
	leaflet = "静安新店传单"
	poster  = "公众号海报"
	leaked  = "试印卡片"
)

// printed makes codes of the welcome pack: for leaflets, for a poster, and some on trial cards that got into the wrong hands.
func printed(ctx context.Context, tx *store.Tx, on Stage) error {
	id, err := packID(ctx, tx, welcome)
	if err != nil {
		return err
	}
	for _, in := range []handout.MakeIn{
		{Note: leaked, Codes: 20},
		{Note: leaflet, Codes: 300, Until: (tx.Today() + 90).End(tx.Zone())},
		{Note: poster, Codes: 1, Uses: 500, Until: (tx.Today() + 60).End(tx.Zone())},
	} {
		in.PackID, in.MadeBy, in.Allowed = id, on.By, mass.Allowance{Approved: true}
		made, err := handout.Make(ctx, tx, in)
		if err == nil && in.Note == leaked {
			err = handout.Close(ctx, tx, made.ID, "试印卡片流出")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// claims has some come with a leaflet, or with the code on the poster.
func claims(ctx context.Context, tx *store.Tx, on Stage) error {
	id, err := packID(ctx, tx, welcome)
	if err != nil {
		return err
	}
	made, err := handout.List(ctx, tx, id, 0, handout.MaxPage)
	if err != nil {
		return err
	}
	r := on.dice(tx)
	for _, h := range made {
		if h.Note == leaked {
			continue
		}
		codes, err := handout.Codes(ctx, tx, h.ID, 0, handout.MaxPage)
		if err != nil {
			return err
		}
		for _, member := range on.some(r, 3) {
			code := codes[r.IntN(len(codes))]
			if _, err := handout.Claim(ctx, tx, handout.ClaimIn{MemberID: member, Code: code.Text, MadeBy: on.By}); lenient(err) != nil {
				return err
			}
		}
	}
	return nil
}
