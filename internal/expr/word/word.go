package word

// Phrases are the operators in both languages: as they are, and denied. The first row of an operator is for texts
// and truth, "number" for numbers, "day" for days.
var Phrases = map[string][4]string{
	"==":          {"is", "is not", "是", "不是"},
	"!=":          {"is not", "is", "不是", "是"},
	"== number":   {"is", "is not", "等于", "不等于"},
	"!= number":   {"is not", "is", "不等于", "等于"},
	"< number":    {"is less than", "is not less than", "小于", "不小于"},
	"<= number":   {"is at most", "is not at most", "不超过", "并非不超过"},
	"> number":    {"is more than", "is not more than", "大于", "不大于"},
	">= number":   {"is at least", "is not at least", "至少为", "未达到"},
	"< day":       {"is before", "is not before", "早于", "不早于"},
	"<= day":      {"is not after", "is not on or before", "不晚于", "并非不晚于"},
	"> day":       {"is after", "is not after", "晚于", "不晚于"},
	">= day":      {"is not before", "is not on or after", "不早于", "并非不早于"},
	"in":          {"is one of", "is none of", "属于", "不属于"},
	"includes":    {"include", "do not include", "包含", "不包含"},
	"contains":    {"contains", "does not contain", "包含", "不包含"},
	"starts_with": {"begins with", "does not begin with", "开头为", "开头不是"},
	"ends_with":   {"ends with", "does not end with", "结尾为", "结尾不是"},
	"has":         {"is known", "is not known", "已知", "未知"},
}

// Units are the words after a number.
var Units = map[string][2]string{
	"points": {" points", " 积分"}, "growth": {" growth points", " 成长值"}, "days": {" days", " 天"},
	"orders": {" orders", " 单"}, "people": {" persons", " 人"},
}

// Signs are those of currencies.
var Signs = map[string]string{"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
