package dossier

// Limits of the room.
const (
	ordersPage = 500 // orders that are read at once
	exportPage = 200 // rows of one page of an export
)
