package member

import (
	"strings"

	"regulars/internal/calendar"
)

// Attribute is what conditions may ask of a member of the books, as of a day, by the names of segment's catalogue: int64, string,
// bool or a list of texts; false where it is not known. Tier and what is held in the ledger are asked elsewhere. Tags, own attributes, children and
// the store's code are known where [BookNeed] asked for them.
func (bk *Books) Attribute(id int64, name string, asOf calendar.Day) (any, bool) {
	p := bk.persons[id]
	if p == nil {
		return nil, false
	}
	if code, own := strings.CutPrefix(name, "attr."); own {
		value, known := bk.attributes[id][code]
		return value, known
	}
	switch name {
	case "status":
		return string(p.Status), true
	case "tags":
		return p.Tags, true
	case "gender":
		return known(p.Gender)
	case "birthday":
		return p.Birthday.String(), p.BirthdayKnown
	case "birthday_month":
		return p.BirthdayMonth, p.BirthdayMonth != 0
	case "birthday_this_month":
		return p.Birth().In(asOf)
	case "children":
		return int64(len(bk.children[id])), true
	case "child_birthday_this_month":
		return bk.children[id].BirthdayIn(asOf), true
	case "youngest_child_days":
		return bk.children[id].Youngest(asOf)
	case "lunar_birthday_month":
		return p.Lunar.Month, p.Lunar.Month != 0
	case "store":
		return known(bk.stores[p.StoreID])
	case "channel":
		return known(p.Channel)
	case "campaign":
		return known(p.Campaign)
	case "referred":
		return p.ReferrerID != 0, true
	case "advised":
		return p.AdviserID != 0, true
	case "personalised":
		return p.Personalised, true
	case "joined_on":
		return p.JoinedAt.Day(bk.zone).String(), true
	case "joined_days":
		return int64(asOf - p.JoinedAt.Day(bk.zone)), true
	}
	s := &bk.members[id].Stat
	switch {
	case name == "favourite_store":
		return known(bk.stores[s.FavouriteStore])
	case name == "favourite_category" && bk.tree != nil && s.FavouriteCategory != "":
		return bk.tree.Upward(s.FavouriteCategory), true
	}
	value, _ := s.Attribute(name, asOf)
	return value, value != nil
}

func known(text string) (any, bool) { return text, text != "" }
