package ladder

import "regulars/internal/offer/form"

// The limits of a document.
const (
	MaxTiers   = 20
	maxText    = 60  // characters of a name
	maxSummary = 500 // characters of a summary
	maxBp      = 1_000_000
)

// Tier is one level of the programme.
type Tier struct {
	Code      string    `json:"code"`
	Name      form.Text `json:"name"`
	Color     string    `json:"color,omitempty" doc:"#rrggbb"`
	When      string    `json:"when,omitempty" doc:"A condition in CEL over the member; absent for the base tier and for tiers given by hand"`
	Manual    bool      `json:"manual,omitempty" doc:"Given by hand only"`
	Keep      Keep      `json:"keep"`
	GraceDays int       `json:"grace_days,omitempty" minimum:"0" maximum:"3650"`
	Downgrade Downgrade `json:"downgrade,omitempty" enum:"step,reassess,never"`
	EarnBp    int64     `json:"earn_bp,omitempty" minimum:"10000" maximum:"1000000" doc:"15000: one and a half times the points; absent: as the tier below"`
	Summary   form.Text `json:"summary,omitempty"`
}

// KeepKind says how long a tier stays once it is reached.
type KeepKind string

// The kinds of keep period.
const (
	KeepForever KeepKind = "forever"
	KeepDays    KeepKind = "days"
	KeepYearEnd KeepKind = "year_end" // to 31 December, after_years later
)

// Keep is the keep period of a tier.
type Keep struct {
	Kind       KeepKind `json:"kind" enum:"forever,days,year_end"`
	Days       int      `json:"days,omitempty" minimum:"0" maximum:"3650"`
	AfterYears int      `json:"after_years,omitempty" minimum:"0" maximum:"10"`
}

// Downgrade says what happens when the keep period (and grace) ended and the condition does not hold.
type Downgrade string

// The policies of downgrade.
const (
	DowngradeStep     Downgrade = "step"     // one level, whose keep period starts
	DowngradeReassess Downgrade = "reassess" // the highest tier whose condition holds
	DowngradeNever    Downgrade = "never"
)
