package privacy

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/member/merge"
	"regulars/internal/member/story"
	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// maxRows bounds what one export holds of each kind.
const maxRows = 10000

// PastIdentity is an identity that the person has given up.
type PastIdentity struct {
	Kind    string
	Value   string
	FromAt  calendar.Instant
	UntilAt calendar.Instant
}

// Dossier is what member's tables hold about one person.
type Dossier struct {
	Records  []member.Member // the member, then the records that were merged into it
	Tags     []trait.Tag
	Past     []PastIdentity
	Consents []trait.ConsentLine
	Children []family.Child
	Days     []member.Day
	Timeline []story.TimelineLine
	Facts    []story.Fact
	Merges   []merge.Merge
}

// Export is everything about one person, an alias leading to its member. Returns member.ErrUnknown, also for an erased one.
func Export(ctx context.Context, tx *store.Tx, id int64) (Dossier, error) {
	var out Dossier
	main, err := member.Get(ctx, tx, id)
	if err != nil {
		return out, err
	}
	ids, err := member.WithAliases(ctx, tx, main.ID)
	if err != nil {
		return out, err
	}
	steps := []func() error{
		func() (err error) { out.Records, err = member.GetMany(ctx, tx, ids); return err },
		func() (err error) { out.Tags, err = trait.ListTags(ctx, tx, main.ID); return err },
		func() (err error) { out.Past, err = past(ctx, tx, ids); return err },
		func() (err error) { out.Consents, err = trait.ConsentHistory(ctx, tx, ids); return err },
		func() (err error) { out.Children, err = family.List(ctx, tx, main.ID); return err },
		func() (err error) { out.Timeline, err = timeline(ctx, tx, main.ID); return err },
		func() (err error) {
			out.Facts, err = story.Facts(ctx, tx, ids, int64(calendar.Never), maxRows)
			return err
		},
		func() (err error) { out.Merges, err = merge.List(ctx, tx, main.ID, maxRows); return err },
		func() error {
			bk, err := member.Open(ctx, tx, ids[:1], member.BookNeed{Days: member.AllDays})
			if err == nil {
				out.Days = bk.Days(main.ID)
			}
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return out, err
		}
	}
	return out, nil
}

func past(ctx context.Context, tx *store.Tx, ids []int64) ([]PastIdentity, error) {
	var out []PastIdentity
	v := vault.From(tx)
	err := tx.Query(ctx, `SELECT member_id, kind, sealed, from_at, until_at FROM member_identity_past
WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, id LIMIT $3`, func(r store.Row) error {
		var id int64
		var p PastIdentity
		var sealed []byte
		err := r.Scan(&id, &p.Kind, &sealed, &p.FromAt, &p.UntilAt)
		if err == nil {
			p.Value, err = v.Unseal(tx, id, p.Kind, sealed)
		}
		out = append(out, p)
		return err
	}, tx.MerchantID(), ids, maxRows)
	return out, err
}

// timeline is the whole of it, page by page.
func timeline(ctx context.Context, tx *store.Tx, id int64) ([]story.TimelineLine, error) {
	var out []story.TimelineLine
	next := ""
	for len(out) < maxRows {
		lines, after, err := story.ListTimeline(ctx, tx, story.TimelineIn{MemberID: id, After: next, Limit: member.MaxPage})
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
		if after == "" {
			break
		}
		next = after
	}
	return out, nil
}
