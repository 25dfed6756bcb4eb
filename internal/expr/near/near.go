package near

import (
	"strings"
	"unicode/utf8"
)

// longest is how many bytes a name may have to be looked for.
const longest = 1000

// Name is the known name that a misspelt one resembles most, or ""; a window among them is written as one.
func Name(name string, known []string) string {
	best, least := "", max(utf8.RuneCountInString(name)/3, 1)
	if len(name) > longest {
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

// List writes names for a sentence, the first ones where they are many.
func List(names []string) string {
	const most = 30
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return strings.Join(names, ", ")
}
