package insight

import "regulars/internal/insight"

// The units of figures.
const (
	minor  = "minor"
	count  = "count"
	points = "points"
	bp     = "bp"
)

// pair is the figures of a period and of the one before.
type pair struct{ now, before *insight.Figures }

// of is a figure that there always is.
func (p pair) of(key, unit string, value func(*insight.Figures) int64) FigureOut {
	now, before := value(p.now), value(p.before)
	out := FigureOut{Value: &now, Before: &before, Unit: unit, Definition: key}
	if before > 0 {
		out.ChangeBp = changeBp(now, before)
	}
	return out
}

// maxChange is 100,000 %: beyond it a change says nothing.
const maxChange = 10_000_000

// changeBp is by how much of the value before a figure changed, in basis points; nil beyond maxChange.
func changeBp(now, before int64) *int64 {
	change := now - before
	if change > before*(maxChange/10_000) || -change > before*(maxChange/10_000) {
		return nil
	}
	out := insight.RatioBp(max(change, -change), before)
	if change < 0 {
		out = -out
	}
	return &out
}

// points is a figure of points, absent where stores are chosen.
func (p pair) points(key string, value func(*insight.Points) int64) FigureOut {
	if p.now.Points == nil || p.before.Points == nil {
		return FigureOut{Unit: points, Definition: key}
	}
	return p.of(key, points, func(f *insight.Figures) int64 { return value(f.Points) })
}

// rate is a share in basis points that may be absent.
func (p pair) rate(key string, value func(*insight.Figures) (int64, bool)) FigureOut {
	out := FigureOut{Unit: bp, Definition: key}
	if now, ok := value(p.now); ok {
		out.Value = &now
	}
	if before, ok := value(p.before); ok {
		out.Before = &before
	}
	if out.Value != nil && out.Before != nil {
		change := *out.Value - *out.Before
		out.ChangeBp = &change
	}
	return out
}
