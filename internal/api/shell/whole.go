package shell

import "slices"

// Part is the parameters of a list that is short enough to be answered whole.
type Part struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" doc:"How many at most; all where absent"`
	After string `query:"after" maxLength:"300" doc:"The next of the page before"`
}

// Whole makes the part of a whole list that was asked for; id names one of it for the cursor.
func Whole[T any](all []T, p Part, id func(*T) string) (List[T], error) {
	after, err := Page{After: p.After}.Cursor()
	if err != nil {
		return List[T]{}, err
	}
	if after != "" {
		i := slices.IndexFunc(all, func(one T) bool { return id(&one) == after })
		if i < 0 {
			return List[T]{}, ErrCursor.At("after", nil)
		}
		all = all[i+1:]
	}
	if p.Limit == 0 || len(all) <= p.Limit {
		return Listed(all, ""), nil
	}
	return Listed(all[:p.Limit], id(&all[p.Limit-1])), nil
}
