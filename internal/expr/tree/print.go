package tree

import (
	"math"
	"strconv"
	"strings"

	"regulars/internal/expr"
)

// Print writes a tree as a condition. Values may be what [expr.Condition.Tree] gives or what JSON makes of it. A node of no
// known shape is written so that it does not compile.
func Print(n expr.Node) string {
	switch n.Kind {
	case expr.NodeAll:
		return printGroup(n.Nodes, " && ", "true")
	case expr.NodeAny:
		return printGroup(n.Nodes, " || ", "false")
	case expr.NodeNot:
		if len(n.Nodes) == 1 {
			return "!(" + Print(n.Nodes[0]) + ")"
		}
	case expr.NodeClause:
		if text, ok := printClause(n); ok {
			return text
		}
	}
	return "?(" + n.Kind + " " + string(n.Operator) + ")"
}

func printGroup(nodes []expr.Node, between, none string) string {
	if len(nodes) == 0 {
		return none
	}
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = Print(n)
		if len(nodes) > 1 && (n.Kind == expr.NodeAll || n.Kind == expr.NodeAny) && len(n.Nodes) > 1 {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, between)
}

func printClause(n expr.Node) (string, bool) {
	subject := n.Attribute
	if n.Window != "" {
		period, err := expr.ParsePeriod(n.Period)
		if err != nil || n.Attribute != "" {
			return "", false
		}
		subject = expr.WindowUse{Name: n.Window, Period: period}.String()
	}
	if n.Operator == expr.Has {
		return "has(" + subject + ")", subject != "" && n.Value == nil
	}
	value, ok := printValue(n.Value, n.Operator == expr.In)
	if n.Other != "" {
		value, ok = n.Other, n.Value == nil && expr.CheckName(n.Other) == nil && n.Operator != expr.In && strings.ContainsAny(string(n.Operator), "=<>")
	}
	ok = ok && subject != ""
	switch n.Operator {
	case expr.Equal, expr.NotEqual, expr.Less, expr.LessOrEqual, expr.Greater, expr.GreaterOrEqual, expr.In:
		return subject + " " + string(n.Operator) + " " + value, ok
	case expr.Includes:
		return value + " in " + subject, ok
	case expr.Contains:
		return subject + ".contains(" + value + ")", ok
	case expr.StartsWith:
		return subject + ".startsWith(" + value + ")", ok
	case expr.EndsWith:
		return subject + ".endsWith(" + value + ")", ok
	default:
		return "", false
	}
}

// printValue writes a literal, or a list of them.
func printValue(value any, ofList bool) (string, bool) {
	if ofList {
		values, ok := value.([]any)
		parts := make([]string, len(values))
		for i := range values {
			text, fits := printValue(values[i], false)
			parts[i], ok = text, ok && fits
		}
		return "[" + strings.Join(parts, ", ") + "]", ok
	}
	switch value := value.(type) {
	case int64:
		return strconv.FormatInt(value, 10), true
	case float64: // of JSON
		whole := int64(value)
		return strconv.FormatInt(whole, 10), float64(whole) == value && math.Abs(value) < 1<<53
	case string:
		return strconv.Quote(value), true
	case bool:
		return strconv.FormatBool(value), true
	}
	return "", false
}
