package member

import "regulars/internal/calendar"

// Plan is a statement whose plan a test looks at.
type Plan struct {
	SQL   string
	Args  []any
	Index string // what the plan has to name on both engines
}

// Plans are the look-ups that must not walk a table.
func Plans(merchantID int64, ids []int64) map[string]Plan {
	never := int64(calendar.Never)
	look := []any{merchantID, "x", never, 21}
	return map[string]Plan{
		"identity":   {sqlFindIdentity, look[:2], "digest"},
		"last four":  {sqlFindLast4, look, "member_identity_last4"},
		"name":       {sqlFindName, look, "member_name"},
		"name's 1":   {sqlFindName1, look, "member_name1"},
		"name's 2":   {sqlFindName2, look, "member_name2"},
		"resolve":    {sqlResolve, []any{merchantID, []string{"x", "y"}, ids}, "member"},
		"books":      {sqlBooks, []any{merchantID, ids}, "member"},
		"days":       {sqlBookDays, []any{merchantID, ids, calendar.Day(0)}, "member_day"},
		"people":     {sqlPeople, []any{merchantID, ids}, "member"},
		"found":      {sqlListFound, []any{merchantID, ids}, "member"},
		"identities": {sqlIdentities, []any{merchantID, ids}, "member_identity_member"},
	}
}
