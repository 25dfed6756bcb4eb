package segment

// Limits of the room.
const (
	MaxSegments = 200     // of a merchant, archived ones left out
	maxKnown    = 1000    // segments that conditions may name, archived ones too
	MaxRules    = 100     // tag rules of a merchant
	MaxStatic   = 100_000 // members of a static segment
	MaxBatch    = 1000    // members added or removed at once
	MaxName     = 100     // characters
	MaxNote     = 1000    // characters
	ruleStep    = 5000    // members that one transaction of a tag rule looks at
	maxChoices  = 1000    // stores that the builder offers
)
