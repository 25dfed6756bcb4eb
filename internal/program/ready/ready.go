package ready

import (
	"embed"
	"fmt"
	"slices"

	"regulars/internal/program"
	"regulars/internal/program/notation"
)

// Programme is one to start from.
type Programme struct {
	Code     string           `json:"-"` // of the trade
	Trade    program.Text     `json:"trade"`
	Summary  program.Text     `json:"summary"` // for whom it is, and what it goes by
	Advice   []program.Text   `json:"advice"`
	Document program.Document `json:"document"`
}

//go:embed *.yaml
var files embed.FS

// Codes are those of the trades, in the order in which they are offered.
func Codes() []string { return []string{"retail", "catering", "hotel", "beauty", "baby", "phone"} }

// Find gives the programme of a trade; it reports false for a trade that there is not.
func Find(code string) (p Programme, ok bool, err error) {
	if !slices.Contains(Codes(), code) {
		return p, false, nil
	}
	text, err := files.ReadFile(code + ".yaml")
	if err == nil {
		err = notation.Decode(text, &p)
	}
	if err != nil {
		return p, false, fmt.Errorf("ready programme %s: %w", code, err)
	}
	p.Code, p.Document = code, p.Document.Filled()
	return p, true, nil
}

// All are the programmes of all trades.
func All() ([]Programme, error) {
	var out []Programme
	for _, code := range Codes() {
		p, _, err := Find(code)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
