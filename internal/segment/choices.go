package segment

import (
	"context"
	"maps"

	"regulars/internal/catalog"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/store"
)

// Choices are the values that a merchant's attributes may have, with what they are called: Names, and the tags, channels and campaigns
// that newest members have. beside are those that rooms above know.
func Choices(ctx context.Context, tx *store.Tx, beside tree.Choices, programs ...*program.Document) (tree.Choices, error) {
	out, err := Names(ctx, tx, programs...)
	if err != nil {
		return nil, err
	}
	maps.Copy(out, beside)
	for name, sql := range map[string]string{"tags": sqlTags, "channel": sqlChannels, "campaign": sqlCampaigns} {
		if out[name], err = usedChoices(ctx, tx, sql); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Names are the values that have a name beside their code: tiers of the programmes (where two name a code, the first one does), stores
// and their regions, categories.
func Names(ctx context.Context, tx *store.Tx, programs ...*program.Document) (tree.Choices, error) {
	out := tree.Choices{"tier": tierChoices(programs)}
	stores, err := storeChoices(ctx, tx)
	if err != nil {
		return nil, err
	}
	categories, err := catalog.LoadTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	var kinds []expr.Choice
	for _, c := range categories.All() {
		kinds = append(kinds, plain(c.Code, c.Name))
	}
	if out["order.region"], err = usedChoices(ctx, tx, sqlRegions); err != nil {
		return nil, err
	}
	for _, name := range []string{"store", "favourite_store", "order.store"} {
		out[name] = stores
	}
	for _, name := range []string{"favourite_category", "line.category"} {
		out[name] = kinds
	}
	return out, nil
}

// Speaker says conditions by the names of the merchant; programmes are those whose tiers it names, beside what rooms
// above know.
func Speaker(ctx context.Context, tx *store.Tx, beside tree.Choices, programs ...*program.Document) (*tree.Speaker, error) {
	catalogue, err := Catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	kinds := make([][]act.EventKind, len(programs))
	for i, p := range programs {
		kinds[i] = p.Events
	}
	if catalogue, err = act.Beside(catalogue, kinds...); err != nil {
		return nil, err
	}
	names, err := Names(ctx, tx, programs...)
	if err != nil {
		return nil, err
	}
	maps.Copy(names, beside)
	return tree.NewSpeaker(catalogue, tx.Currency(), names), nil
}

func plain(code, name string) expr.Choice { return expr.Choice{Value: code, En: name, Zh: name} }

func tierChoices(programs []*program.Document) []expr.Choice {
	var out []expr.Choice
	seen := map[string]bool{}
	for _, p := range programs {
		for _, t := range p.Tiers {
			if !seen[t.Code] {
				seen[t.Code] = true
				out = append(out, expr.Choice{Value: t.Code, En: t.Name.In("en"), Zh: t.Name.In("zh")})
			}
		}
	}
	return out
}

// storeChoices are the first stores, closed ones too: conditions may name them.
func storeChoices(ctx context.Context, tx *store.Tx) ([]expr.Choice, error) {
	var out []expr.Choice
	after := int64(0)
	for len(out) < maxChoices {
		page, err := org.ListStores(ctx, tx, after, 200)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, s := range page {
			out = append(out, plain(s.Code, s.Name))
			after = s.ID
		}
	}
	return out, nil
}

// The values that are in use: of the tags of rules and of the newest members, for all members would take long to look through.
const (
	sqlTags = `SELECT tag FROM segment_tag_rule WHERE merchant_id = $1
UNION SELECT g.tag FROM member_tag g WHERE g.merchant_id = $1 AND g.member_id IN
 (SELECT m.id FROM member m WHERE m.merchant_id = $1 ORDER BY m.id DESC LIMIT 2000) ORDER BY tag LIMIT 200`
	sqlRegions  = `SELECT DISTINCT o.region FROM org_store o WHERE o.merchant_id = $1 AND o.region <> '' ORDER BY o.region LIMIT 200`
	sqlChannels = `SELECT DISTINCT n.channel FROM (SELECT m.channel FROM member m WHERE m.merchant_id = $1 ORDER BY m.id DESC LIMIT 5000) n
WHERE n.channel <> '' ORDER BY n.channel LIMIT 200`
	sqlCampaigns = `SELECT DISTINCT n.campaign FROM (SELECT m.campaign FROM member m WHERE m.merchant_id = $1 ORDER BY m.id DESC LIMIT 5000) n
WHERE n.campaign <> '' ORDER BY n.campaign LIMIT 200`
)

func usedChoices(ctx context.Context, tx *store.Tx, sql string) ([]expr.Choice, error) {
	var out []expr.Choice
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var value string
		err := r.Scan(&value)
		out = append(out, plain(value, value))
		return err
	}, tx.MerchantID())
	return out, err
}
