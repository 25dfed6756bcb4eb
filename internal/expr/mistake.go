package expr

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"

	"regulars/internal/expr/near"
	"regulars/internal/fault"
)

var (
	quotedToken = regexp.MustCompile(`(?s)'(.*?)'(?: expecting|$|,)`)
	noOverload  = regexp.MustCompile(`^found no matching overload for '(.+)' applied to '(.*)'$`)
	listOf      = regexp.MustCompile(`list\([a-z]*\)`)
)

// syntaxMistakes words what the parser found.
func syntaxMistakes(text string, issues *cel.Issues) error {
	var out []*fault.Error
	for _, e := range issues.Errors() {
		if strings.Contains(e.Message, "recursion limit") || strings.Contains(e.Message, "node count") {
			return ErrTooLarge.New(fault.P{"limit": MaxNodes, "depth": MaxDepth})
		}
		if len(out) < maxReports {
			out = append(out, syntaxMistake(text, e))
		}
	}
	return fault.Join(out...)
}

func syntaxMistake(text string, e *common.Error) *fault.Error {
	line, column := place(e)
	params := fault.P{"line": line, "column": column}
	left, right := near.Around(text, line, column)
	token := right
	if match := quotedToken.FindStringSubmatch(e.Message); match != nil {
		token = match[1]
	}
	word, sign := "", ""
	if words := strings.Fields(left); len(words) > 0 {
		word = words[len(words)-1]
		sign = word[len(word)-1:]
	}
	if found, meant := near.Sign(near.Leading(right), token, word, sign+token); meant != "" {
		params["found"], params["suggestion"] = found, meant
		return ErrWrite.New(params)
	}
	token, _, _ = strings.Cut(token, "\n")
	if runes := []rune(token); len(runes) > 20 {
		token = string(runes[:20]) + "…"
	}
	if token == "" || token == "<EOF>" {
		token = "…"
	}
	params["reason"] = token
	return ErrCondition.New(params)
}

// place is line and column of a mistake, from 1; where it has none, it is the beginning.
func place(e *common.Error) (line, column int) {
	return max(e.Location.Line(), 1), max(e.Location.Column()+1, 1)
}

// typeMistakes words what the type checker found.
func typeMistakes(issues *cel.Issues) error {
	var out []*fault.Error
	for _, e := range issues.Errors() {
		if len(out) == maxReports {
			break
		}
		if strings.Contains(e.Message, "node count") {
			return ErrTooLarge.New(fault.P{"limit": MaxNodes, "depth": MaxDepth})
		}
		line, column := place(e)
		params := fault.P{"line": line, "column": column}
		if match := noOverload.FindStringSubmatch(e.Message); match != nil {
			params["operator"] = operatorWord(match[1])
			params["types"] = typeWord(strings.Trim(strings.Replace(match[2], ".(", ", ", 1), "()"))
			out = append(out, ErrTypes.New(params))
			continue
		}
		params["reason"] = e.Message
		out = append(out, ErrCondition.New(params))
	}
	return fault.Join(out...)
}

// typeWord replaces the checker's types by ours.
func typeWord(text string) string {
	text = listOf.ReplaceAllString(text, "list")
	return strings.NewReplacer("string", "text", "double", "decimal", "null_type", "null").Replace(text)
}

// operatorWord is an operator as it is written.
func operatorWord(name string) string {
	if name == "_?_:_" {
		return "? :"
	}
	return strings.Trim(name, "_@")
}
