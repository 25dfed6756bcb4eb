package member

// Limits of the room.
const (
	MaxBatch    = 1000 // members of one Enrol
	MaxPage     = 200  // members of one page
	MaxName     = 100  // characters of a name
	MaxAddress  = 500  // characters of an address
	MaxCampaign = 200  // characters of the campaign text of a source
)
