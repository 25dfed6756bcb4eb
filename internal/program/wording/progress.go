package wording

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/program"
)

// maxWays is how many alternatives of a condition are told.
const maxWays = 12

// Part is one part of a condition: what is there, what is wanted, and what lacks.
type Part struct {
	Label      Words // what is counted
	Text       Words // what is wanted
	Unit       string
	Have, Want any    // int64, string, bool or []any; nil where it is missing or there is none
	Missing    *int64 // nil of what is no amount
	Percent    int64
	Holds      bool

	lack Words
}

// Alternative is one way in which a condition can hold: all its parts.
type Alternative struct {
	Holds   bool
	Percent int64 // of the part that is farthest
	Text    Words // what lacks; empty where nothing does
	Parts   []Part
}

// Progress words what lacks of conditions. Year is that in which they are asked where it is not this one: for a tier that is kept
// beyond it.
type Progress struct {
	Speaker *tree.Speaker
	Year    int
}

// Say gives the alternatives of an explained condition, the nearest first.
func (p Progress) Say(clauses []expr.Clause) []Alternative {
	out := []Alternative{}
	for _, way := range ways(clauses) {
		a := Alternative{Holds: true, Percent: 100, Parts: make([]Part, len(way))}
		var zh, en []string
		for i := range way {
			part := p.part(&way[i])
			a.Parts[i] = part
			a.Holds, a.Percent = a.Holds && part.Holds, min(a.Percent, part.Percent)
			if !part.Holds {
				zh, en = append(zh, part.lack.Zh), append(en, part.lack.En)
			}
		}
		a.Text = Words{Zh: strings.Join(zh, "，且"), En: strings.Join(en, " and ")}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b Alternative) int { return int(b.Percent - a.Percent) })
	return out
}

// ways are the combinations of clauses of which each is enough: those that must all hold, with one alternative of every group.
func ways(clauses []expr.Clause) [][]expr.Clause {
	out := [][]expr.Clause{nil}
	for i := 0; i < len(clauses); {
		if clauses[i].AnyOf == 0 {
			for k := range out {
				out[k] = append(out[k], clauses[i])
			}
			i++
			continue
		}
		var alternatives [][]expr.Clause
		group := clauses[i].AnyOf
		for ; i < len(clauses) && clauses[i].AnyOf == group; i++ {
			for len(alternatives) < clauses[i].Alternative {
				alternatives = append(alternatives, nil)
			}
			at := clauses[i].Alternative - 1
			alternatives[at] = append(alternatives[at], clauses[i])
		}
		out = multiplied(out, alternatives)
	}
	return out
}

// multiplied joins each way with each alternative, up to the limit.
func multiplied(ways, alternatives [][]expr.Clause) [][]expr.Clause {
	var out [][]expr.Clause
	for _, way := range ways {
		for _, more := range alternatives {
			if len(out) < maxWays {
				out = append(out, slices.Concat(way, more))
			}
		}
	}
	return out
}

// dated names the year of windows over "this year".
func (p Progress) dated(w Words) Words {
	if p.Year == 0 {
		return w
	}
	year := strconv.Itoa(p.Year)
	return Words{Zh: strings.ReplaceAll(w.Zh, "今年", year+" 年"), En: strings.ReplaceAll(w.En, "this year", "in "+year)}
}

func (p Progress) part(c *expr.Clause) Part {
	out := Part{Unit: c.Unit, Have: c.Have, Want: c.Want, Holds: c.Holds}
	n := nodeOf(c)
	out.Label = p.dated(p.Speaker.Label(or(n.Attribute, n.Window), n.Period))
	if n.Kind == expr.NodeText {
		out.Label = p.Speaker.Say(n)
	}
	if c.Denied {
		n = expr.Node{Kind: expr.NodeNot, Nodes: []expr.Node{n}}
	}
	out.Text = p.dated(p.Speaker.Say(n))
	out.lack = Words{Zh: "需" + out.Text.Zh, En: out.Text.En}
	if out.Holds {
		out.Percent = 100
	}
	have, counted := c.Have.(int64)
	want, wanted := c.Want.(int64)
	rises := c.Name != "" && !c.Denied && (c.Operator == expr.GreaterOrEqual || c.Operator == expr.Greater)
	if !counted || !wanted || !rises {
		return out
	}
	if c.Operator == expr.Greater {
		want++
	}
	missing := max(want-have, 0)
	out.Missing = &missing
	if !out.Holds {
		if want > 0 && have > 0 {
			out.Percent = min(have*100/want, 99)
		}
		amount := p.Speaker.Amount(missing, c.Unit)
		out.lack = Words{Zh: out.Label.Zh + "还差 " + amount.Zh, En: amount.En + " more of " + out.Label.En}
	}
	return out
}

// nodeOf is a clause as a part of a tree.
func nodeOf(c *expr.Clause) expr.Node {
	if c.Name == "" || c.Operator == "" {
		return expr.Node{Kind: expr.NodeText, Text: strings.TrimSuffix(strings.TrimPrefix(c.Text, "!("), ")")}
	}
	n := expr.Node{Kind: expr.NodeClause, Operator: c.Operator, Value: c.Want}
	window, period, ok := strings.Cut(strings.TrimSuffix(c.Name, ")"), "(")
	if ok {
		n.Window, n.Period = window, strings.Trim(period, `"`)
	} else {
		n.Attribute = c.Name
	}
	if c.Operator == expr.Has {
		n.Value = nil
	}
	return n
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// Lacking says what lacks to a tier, or to keeping it until a day; no day for reaching it.
func Lacking(name Words, ways []Alternative, holds bool, until Words) Words {
	reaching := until == (Words{})
	if holds && reaching {
		return Words{Zh: "已满足" + name.Zh + "的条件。", En: "The condition of " + name.En + " holds."}
	}
	if holds {
		return Words{Zh: "已满足" + name.Zh + "的保级条件，" + until.Zh + "可续期。", En: name.En + " will be kept on " + until.En + "."}
	}
	var zh, en []string
	for i := range ways {
		if ways[i].Text.Zh != "" {
			zh, en = append(zh, ways[i].Text.Zh), append(en, ways[i].Text.En)
		}
	}
	said := Words{Zh: strings.Join(zh, "；或"), En: strings.Join(en, ", or ")}
	if reaching {
		return Words{Zh: said.Zh + "，即可升级为" + name.Zh + "。", En: said.En + " for " + name.En + "."}.Sentence()
	}
	return Words{Zh: until.Zh + "前" + said.Zh + "，可保住" + name.Zh + "。", En: "Before " + until.En + " " + said.En + " to keep " + name.En + "."}
}

// Came says how a tier came to be held; condition is that of the tier, in words.
func Came(move program.TierMove, condition Words, at time.Time) Words {
	day := Day(at)
	said := map[program.TierMove]Words{
		"joined":                   {Zh: "入会。", En: "Joined on {day}."},
		program.TierUpgraded:       {Zh: "因“" + condition.Zh + "”升级。", En: "Reached on {day}: " + condition.En + "."},
		program.TierRenewed:        {Zh: "因“" + condition.Zh + "”续期。", En: "Kept again on {day}: " + condition.En + "."},
		program.TierGrace:          {Zh: "进入宽限期。", En: "In grace since {day}."},
		program.TierDowngraded:     {Zh: "保级期满，条件未满足，降至此等级。", En: "Went down to it on {day}, when a higher tier had ended."},
		program.TierReplaced:       {Zh: "因原等级取消，重新评定。", En: "Assessed anew on {day}, when the tier before was no more."},
		program.TierGiven:          {Zh: "手工授予。", En: "Given by hand on {day}."},
		program.TierGivenEnded:     {Zh: "手工授予的等级到期。", En: "Since {day}, when a tier given by hand ended."},
		program.TierMove("undone"): {Zh: "因退款撤销了升级。", En: "Since {day}, when a refund undid an upgrade."},
	}[move]
	if said == (Words{}) {
		return said
	}
	return Words{Zh: day.Zh + said.Zh, En: strings.Replace(said.En, "{day}", day.En, 1)}
}
