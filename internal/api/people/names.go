package people

import (
	"regulars/internal/fault"
	"regulars/internal/reward"
)

// second are the refusals of adjustments that ask for a second person.
func second() []fault.Code { return []fault.Code{reward.ErrLimit} }
