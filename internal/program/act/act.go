package act

import (
	"math"
	"strings"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
)

// prefix is how what conditions ask of events begins.
const prefix = "event."

// Act is something that a member did.
type Act struct {
	Kind string // its code
	At   calendar.Instant
	Data map[string]any // as it was told; numbers of JSON are float64
}

// Attribute answers conditions; zone is the merchant's.
func (a *Act) Attribute(name string, zone *time.Location) (any, bool) {
	name, of := strings.CutPrefix(name, prefix)
	if a == nil || !of {
		return nil, false
	}
	at := a.At.In(zone)
	switch name {
	case "hour":
		return int64(at.Hour()), true
	case "weekday": // 1 is Monday, 7 is Sunday
		return int64(at.Weekday()+6)%7 + 1, true
	case "month":
		return int64(at.Month()), true
	case "day":
		return int64(at.Day()), true
	}
	field, own := strings.CutPrefix(name, a.Kind+".")
	value, told := a.Data[field]
	if n, number := value.(float64); number && math.Trunc(n) == n && math.Abs(n) < 1<<53 {
		value = int64(n)
	}
	return value, own && told
}

// Asks reports whether conditions about the kind of event may ask for the attribute.
func Asks(kind, name string) bool {
	field, of := strings.CutPrefix(name, prefix)
	return !of || !strings.Contains(field, ".") || strings.HasPrefix(field, kind+".")
}

// OfEvent reports whether an attribute is one of events.
func OfEvent(name string) bool { return strings.HasPrefix(name, prefix) }

// Beside is a catalogue with what conditions may ask of the events of some programmes; of two that say the same the first one counts.
func Beside(c *expr.Catalogue, programs ...[]EventKind) (*expr.Catalogue, error) {
	var list []expr.Attribute
	types := map[FieldType]expr.Type{Int: expr.Int, Text: expr.Text, Bool: expr.Bool}
	seen := map[string]bool{}
	for _, kinds := range programs {
		for _, k := range kinds {
			for _, f := range k.Fields {
				name := k.Code + "." + f.Code
				if seen[name] || types[f.Type] == 0 || expr.CheckName(prefix+name) != nil {
					continue // told where it stands
				}
				seen[name] = true
				list = append(list, expr.Attribute{
					Name: prefix + name, Type: types[f.Type], Scope: expr.Event, En: f.Name.In("en"), Zh: f.Name.In("zh"),
				})
			}
		}
	}
	if len(list) == 0 {
		return c, nil
	}
	return c.Beside(list)
}
