package program

import "slices"

// Change is what lies between two states of what an order keeps: amounts below 0 are taken back.
type Change struct {
	Earned []Earned
	Uses   []Use
}

// ChangeTo is what the move from one state to another changes, rule by rule and cap by cap; what stays is left out.
func (k *Kept) ChangeTo(after *Kept) Change {
	var c Change
	for _, e := range k.Earned {
		e.Amount = -e.Amount
		c.Earned = append(c.Earned, e)
	}
	for _, e := range after.Earned {
		i := slices.IndexFunc(c.Earned, func(o Earned) bool { return o.Rule == e.Rule && o.Asset == e.Asset })
		if i < 0 {
			c.Earned = append(c.Earned, e)
			continue
		}
		c.Earned[i].Amount += e.Amount
	}
	for _, u := range k.Uses {
		u.Amount = -u.Amount
		c.Uses = append(c.Uses, u)
	}
	for _, u := range after.Uses {
		i := slices.IndexFunc(c.Uses, func(o Use) bool { return o.Rule == u.Rule && o.Per == u.Per && o.Shared == u.Shared })
		if i < 0 {
			c.Uses = append(c.Uses, u)
			continue
		}
		c.Uses[i].Amount += u.Amount
	}
	c.Earned = slices.DeleteFunc(c.Earned, func(e Earned) bool { return e.Amount == 0 })
	c.Uses = slices.DeleteFunc(c.Uses, func(u Use) bool { return u.Amount == 0 })
	return c
}
