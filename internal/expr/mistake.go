package expr

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"

	"regulars/internal/fault"
)

// writeInstead says what people mean by what other languages, spreadsheets and Chinese keyboards make them write.
var writeInstead = map[string]string{
	"=": "==", "===": "==", "<>": "!=", "&": "&&", "|": "||", "and": "&&", "or": "||", "not": "!",
	"“": `"`, "”": `"`, "‘": `"`, "’": `"`, "（": "(", "）": ")", "，": ",", "、": ",", "＝": "==", "＞": ">", "＜": "<",
	"≥": ">=", "≤": "<=", "≠": "!=", "！": "!", "且": "&&", "或": "||", "非": "!",
}

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
	left, right := around(text, line, column)
	token := right
	if match := quotedToken.FindStringSubmatch(e.Message); match != nil {
		token = match[1]
	}
	word, sign := "", ""
	if words := strings.Fields(left); len(words) > 0 {
		word = words[len(words)-1]
		sign = word[len(word)-1:]
	}
	for _, found := range []string{leading(right), token, word, sign + token} {
		if meant, ok := writeInstead[strings.ToLower(found)]; ok {
			params["found"], params["suggestion"] = found, meant
			return ErrWrite.New(params)
		}
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

// around is what stands on the line before and after a place.
func around(text string, line, column int) (left, right string) {
	lines := strings.Split(text, "\n")
	if line > len(lines) {
		return "", ""
	}
	runes := []rune(lines[line-1])
	at := min(column-1, len(runes))
	return string(runes[:at]), string(runes[at:])
}

// leading is the longest sign that a text begins with and that is written otherwise.
func leading(text string) string {
	longest := ""
	for sign := range writeInstead {
		if strings.HasPrefix(text, sign) && len(sign) > len(longest) && (sign[0] < 'a' || sign[0] > 'z') {
			longest = sign
		}
	}
	return longest
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

// nearest is the known name that a misspelt one resembles most, or "".
func nearest(name string, known []string) string {
	best, least := "", max(utf8.RuneCountInString(name)/3, 1)
	if len(name) > maxText {
		return ""
	}
	for _, candidate := range known {
		plain := strings.TrimSuffix(candidate, "(…)")
		if d := distance(strings.ToLower(name), strings.ToLower(plain)); d <= least && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return strings.Replace(best, "(…)", "(365)", 1)
}

// distance counts the signs to add, leave out, change or swap with their neighbour.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			changed := 1
			if s[i-1] == t[j-1] {
				changed = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+changed)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// list writes names for a sentence, the first ones where they are many.
func list(names []string) string {
	const most = 30
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return strings.Join(names, ", ")
}
