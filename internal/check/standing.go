package check

import (
	"cmp"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/reward/use"
	"regulars/internal/store"
	"regulars/internal/tier"
	"regulars/internal/vault"
)

// useOf is one count against a cap of a member.
type useOf struct {
	member int64
	use.Key
}

const sqlUses = `SELECT member_id, rule, period, used FROM reward_use WHERE merchant_id = $1 AND member_id = ANY($2)`

// uses compares what is counted against caps with what orders and grants keep.
func (p *page) uses() error {
	both := map[useOf][2]int64{} // counted, kept
	err := p.tx.Query(p.ctx, sqlUses, func(r store.Row) error {
		var k useOf
		var used int64
		err := r.Scan(&k.member, &k.Rule, &k.Period, &used)
		both[k] = [2]int64{used, 0}
		return err
	}, p.tx.MerchantID(), p.ids)
	if err != nil {
		return err
	}
	for id, past := range p.pasts {
		for key, kept := range past.Uses {
			k := useOf{id, key}
			both[k] = [2]int64{both[k][0], kept}
		}
	}
	var wrong []useOf
	for k, pair := range both {
		if pair[0] != pair[1] {
			wrong = append(wrong, k)
		}
	}
	slices.SortFunc(wrong, func(a, b useOf) int {
		return cmp.Or(cmp.Compare(a.member, b.member), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Period, b.Period))
	})
	for _, k := range wrong {
		p.find("reward", 3, store.FormatID("mem", k.member), "of the cap of %s in %s %d is counted, orders and grants keep %d", k.Rule, orEver(k.Period), both[k][0], both[k][1])
	}
	return nil
}

func orEver(period string) string { return cmp.Or(period, "all time") }

const (
	sqlLastTiers = `SELECT member_id, to_tier, move, undone FROM tier_change WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, id`
	sqlTierDue   = `SELECT member_id, due_at FROM tier_member WHERE merchant_id = $1 AND member_id = ANY($2)`
)

// tiers compares the tier of each member with its history, and what is due with what the day-turn goes by.
func (p *page) tiers() error {
	bk, err := tier.Open(p.ctx, p.tx, p.ids)
	if err != nil {
		return err
	}
	wallets, err := ledger.Open(p.ctx, p.tx, p.ids, ledger.Need{})
	if err != nil {
		return err
	}
	last, due := map[int64]string{}, map[int64]calendar.Instant{}
	err = p.tx.Query(p.ctx, sqlLastTiers, func(r store.Row) error {
		var id int64
		var to, move string
		var undone bool
		err := r.Scan(&id, &to, &move, &undone)
		if !undone || move == string(tier.Undone) {
			last[id] = to
		}
		return err
	}, p.tx.MerchantID(), p.ids)
	if err != nil {
		return err
	}
	err = p.tx.Query(p.ctx, sqlTierDue, func(r store.Row) error {
		var id int64
		var at calendar.Instant
		err := r.Scan(&id, &at)
		due[id] = at
		return err
	}, p.tx.MerchantID(), p.ids)
	if err != nil {
		return err
	}
	for _, one := range p.members {
		if one.status != member.StatusMember {
			continue
		}
		subject := store.FormatID("mem", one.id)
		w := wallets.Wallet(one.id)
		code := bk.Code(one.id)
		switch {
		case code == "":
			p.find("tier", 1, subject, "a member without a tier")
		case code != last[one.id]:
			p.find("tier", 2, subject, "the tier is %s, its history ends with %q", code, last[one.id])
		case due[one.id] != bk.Due(one.id):
			p.find("tier", 1, subject, "due at %s, its state says %s", due[one.id], bk.Due(one.id))
		case !bk.GiftInForce(one.id):
			p.find("tier", 4, subject, "what is given in force is none of its gifts")
		case w.OtherDueAt > bk.Due(one.id):
			p.find("tier", 1, subject, "due at %s, the day-turn comes at %s", bk.Due(one.id), w.OtherDueAt)
		}
	}
	return nil
}

const (
	sqlIdentities = `SELECT member_id, kind, digest, sealed FROM member_identity WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, kind, digest`
	sqlNames      = `SELECT id, status, name FROM member WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id`
)

// identities opens what is sealed and holds it against the indexes by which it is found.
func (p *page) identities() error {
	v := vault.From(p.tx)
	erased := map[int64]bool{}
	err := p.tx.Query(p.ctx, sqlNames, func(r store.Row) error {
		var id int64
		var status string
		var sealed []byte
		if err := r.Scan(&id, &status, &sealed); err != nil {
			return err
		}
		erased[id] = member.Status(status) == member.StatusErased
		name, err := v.Unseal(p.tx, id, "name", sealed)
		switch {
		case err != nil:
			p.find("member", 6, store.FormatID("mem", id), "the name cannot be opened: %v", err)
		case erased[id] && name != "":
			p.find("member", 6, store.FormatID("mem", id), "erased, but there is a name")
		}
		return nil
	}, p.tx.MerchantID(), p.records)
	if err != nil {
		return err
	}
	return p.tx.Query(p.ctx, sqlIdentities, func(r store.Row) error {
		var id int64
		var kind, digest string
		var sealed []byte
		if err := r.Scan(&id, &kind, &digest, &sealed); err != nil {
			return err
		}
		value, err := v.Unseal(p.tx, id, kind, sealed)
		switch subject := store.FormatID("mem", id); {
		case erased[id]:
			p.find("member", 6, subject, "erased, but found by a %s", kind)
		case err != nil:
			p.find("member", 1, subject, "a %s cannot be opened: %v", kind, err)
		case v.Blind(p.tx.MerchantID(), kind, value) != digest:
			p.find("member", 1, subject, "a %s is not found by what it says", kind)
		}
		return nil
	}, p.tx.MerchantID(), p.records)
}

// holder is the member of the page who holds what the record was given.
func (p *page) holder(record int64) int64 { return p.owners[record] }
