package near

import "strings"

// writeInstead says what people mean by what other languages, spreadsheets and Chinese keyboards make them write.
var writeInstead = map[string]string{
	"=": "==", "===": "==", "<>": "!=", "&": "&&", "|": "||", "and": "&&", "or": "||", "not": "!",
	"“": `"`, "”": `"`, "‘": `"`, "’": `"`, "（": "(", "）": ")", "，": ",", "、": ",", "＝": "==", "＞": ">", "＜": "<",
	"≥": ">=", "≤": "<=", "≠": "!=", "！": "!", "且": "&&", "或": "||", "非": "!",
}

// Sign is the first of the texts that is written otherwise, and how; "" where none is.
func Sign(texts ...string) (found, meant string) {
	for _, text := range texts {
		if meant, ok := writeInstead[strings.ToLower(text)]; ok {
			return text, meant
		}
	}
	return "", ""
}

// Around is what stands on the line before and after a place.
func Around(text string, line, column int) (left, right string) {
	lines := strings.Split(text, "\n")
	if line > len(lines) {
		return "", ""
	}
	runes := []rune(lines[line-1])
	at := min(column-1, len(runes))
	return string(runes[:at]), string(runes[at:])
}

// Leading is the longest sign that a text begins with and that is written otherwise.
func Leading(text string) string {
	longest := ""
	for sign := range writeInstead {
		if strings.HasPrefix(text, sign) && len(sign) > len(longest) && (sign[0] < 'a' || sign[0] > 'z') {
			longest = sign
		}
	}
	return longest
}
