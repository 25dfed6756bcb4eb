package benefit

// Limits of the room.
const (
	MaxQuantity = 100_000 // uses of one entitlement
	MaxText     = 200     // characters of a name
	MaxNote     = 500     // characters of a note or a reason
	MaxNumber   = 64      // characters of a source or a number
	MaxSharers  = 10      // others who may use one card
	MaxScope    = 200     // goods or categories of one scope
	maxOpen     = 2000    // entitlements a member that are read at once
	remindDays  = 7       // before the end
	tellBatch   = 500     // reminders of one transaction
	maxWalk     = 20_000  // uses that are looked at for a page
)
