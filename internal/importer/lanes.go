package importer

import (
	"context"

	"regulars/internal/member"
	"regulars/internal/member/contact"
	"regulars/internal/store"
)

// laneCount is how many lanes an import of orders has. One person's facts stand in one lane, in their order (invariant 4).
const laneCount = 2

// lanes parts the facts by person; guests go wherever. It depends on the file alone: a run that was cut off finds the same lanes.
func (p *orderPlan) lanes(n int) []plan {
	lane := p.laneOf(n)
	parts := make([]*orderPlan, n)
	out := make([]plan, n)
	for i := range parts {
		b := *p.book
		b.facts = nil
		parts[i] = &orderPlan{book: &b, m: p.m, at: p.at}
		out[i] = parts[i]
	}
	for i := range p.facts {
		f := &p.facts[i]
		at := i % n
		if f.person >= 0 {
			at = lane[f.person]
		}
		parts[at].facts = append(parts[at].facts, *f)
	}
	return out
}

// laneOf answers the lane of each person: that with the fewest lines so far. Whoever shares an identity shares the lane.
func (p *orderPlan) laneOf(n int) []int {
	same := p.same()
	lines := make([]int, len(p.people))
	for i := range p.facts {
		if f := &p.facts[i]; f.person >= 0 {
			lines[same[f.person]] += int(f.size)
		}
	}
	lane, load := make([]int, len(p.people)), make([]int, n)
	for i := range p.people {
		if first := same[i]; first != int32(i) {
			lane[i] = lane[first]
			continue
		}
		for k := range load {
			if load[k] < load[lane[i]] {
				lane[i] = k
			}
		}
		load[lane[i]] += lines[i]
	}
	return lane
}

// same answers for each person the first one that they share an identity with, over others too; themselves where there is none.
func (p *orderPlan) same() []int32 {
	first := make([]int32, len(p.people))
	root := func(i int32) int32 {
		for first[i] != i {
			first[i] = first[first[i]]
			i = first[i]
		}
		return i
	}
	by := map[string]int32{}
	for i := range p.people {
		first[i] = int32(i)
		for _, identity := range folded(&p.people[i].ids, p.at.region) {
			other, known := by[identity]
			if !known {
				by[identity] = int32(i)
				continue
			}
			a, b := root(int32(i)), root(other)
			first[max(a, b)] = min(a, b)
		}
	}
	for i := range first {
		first[i] = root(int32(i))
	}
	return first
}

// folded are the identities as they are looked up by. What is none is nobody's.
func folded(ids *member.Identities, region string) (out []string) {
	if v, err := contact.Card(ids.Card); err == nil && v != "" {
		out = append(out, "card:"+v)
	}
	if v, err := contact.Phone(ids.Phone, region); err == nil && v != "" {
		out = append(out, "phone:"+v)
	}
	if v, err := contact.Code("external_id", ids.ExternalID); err == nil && v != "" {
		out = append(out, "external:"+v)
	}
	if v, err := contact.Email(ids.Email); err == nil && v != "" {
		out = append(out, "email:"+v)
	}
	return out
}

// apart looks whether members are known whom the file names by identities that it does not bring together, such as two records that were
// merged, and who would stand in two lanes.
func (p *orderPlan) apart(ctx context.Context, tx *store.Tx, n int) (bool, error) {
	lane := p.laneOf(n)
	of := map[int64]int{}
	for from := 0; from < len(p.people); from += resolveBatch {
		ids, err := p.resolve(ctx, tx, from)
		if err != nil {
			return false, err
		}
		for i, id := range ids {
			if at, known := of[id]; id != 0 && known && at != lane[from+i] {
				return false, nil
			}
			of[id] = lane[from+i]
		}
	}
	return true, nil
}

// resolve answers who the people from a place on are, resolveBatch of them at most; 0 for whom nobody knows.
func (p *orderPlan) resolve(ctx context.Context, tx *store.Tx, from int) ([]int64, error) {
	var refs []member.Ref
	for _, who := range p.people[from:min(from+resolveBatch, len(p.people))] {
		refs = append(refs, member.Ref{Identities: who.ids})
	}
	return member.Resolve(ctx, tx, refs)
}
