package store

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

var (
	sqliteTexts sync.Map
	anyParam    = regexp.MustCompile(`= ANY\(\$(\d+)\)`)
	hashedParam = regexp.MustCompile(`IN \(SELECT unnest\(CAST\(\$(\d+) AS \w+\[\]\)\)\)`)
	dollarParam = regexp.MustCompile(`\$(\d+)`)
	forUpdate   = regexp.MustCompile(`\s+FOR (NO KEY )?UPDATE( OF \w+)?( SKIP LOCKED)?`)
)

// rewriteSQLite turns the one SQL text into SQLite's; the results are kept, as there are as many texts as statements.
func rewriteSQLite(sql string) string {
	if t, ok := sqliteTexts.Load(sql); ok {
		return t.(string)
	}
	t := plainLists(sql)
	t = anyParam.ReplaceAllString(t, "IN (SELECT value FROM json_each(?$1))")
	t = dollarParam.ReplaceAllString(t, "?$1")
	if len(sql) < 10_000 {
		sqliteTexts.Store(sql, t)
	}
	return t
}

// plainLists leaves one way to name a list, and no row locks.
func plainLists(sql string) string {
	return hashedParam.ReplaceAllString(forUpdate.ReplaceAllString(sql, ""), "= ANY($$$1)")
}

// shortList is how many values of a list are bound one by one, which is quicker than a JSON array for few.
const shortList = 8

// rewriteLists is rewriteSQLite with the short lists among the arguments bound one by one: they become further parameters after the
// others, 1, 2, 4 or 8 of them (the last one is repeated), so that there are few texts.
func rewriteLists(sql string, args []any) (string, []any) {
	var sizes [4]byte // of the first lists
	lists := 0
	for _, a := range args {
		n := listLen(a)
		if n < 0 {
			continue
		}
		if n == 0 || n > shortList || lists == len(sizes) {
			return rewriteSQLite(sql), args
		}
		sizes[lists] = byte(roundUp(n))
		lists++
	}
	if lists == 0 {
		return rewriteSQLite(sql), args
	}
	type variant struct {
		sql   string
		sizes [4]byte
	}
	bound := args[:len(args):len(args)]
	first := make([]int, 0, len(sizes))
	at := 0
	for i, a := range args {
		if listLen(a) < 0 {
			first = append(first, 0)
			continue
		}
		first = append(first, len(bound)+1)
		bound = appendList(bound, a, int(sizes[at]))
		bound[i] = int64(0) // nothing names it any more
		at++
	}
	key := variant{sql, sizes}
	if t, ok := sqliteTexts.Load(key); ok {
		return t.(string), bound
	}
	at = 0
	counts := make([]int, len(args))
	for i := range args {
		if first[i] != 0 {
			counts[i] = int(sizes[at])
			at++
		}
	}
	t := anyParam.ReplaceAllStringFunc(plainLists(sql), func(m string) string {
		n, _ := strconv.Atoi(anyParam.FindStringSubmatch(m)[1])
		marks := make([]string, counts[n-1])
		for j := range marks {
			marks[j] = "?" + strconv.Itoa(first[n-1]+j)
		}
		return "IN (" + strings.Join(marks, ", ") + ")"
	})
	t = dollarParam.ReplaceAllString(t, "?$1")
	sqliteTexts.Store(key, t)
	return t, bound
}

// listLen is the length of a list argument, or −1 for another one.
func listLen(a any) int {
	switch v := a.(type) {
	case []int64:
		return len(v)
	case []string:
		return len(v)
	}
	return -1
}

func roundUp(n int) int {
	size := 1
	for size < n {
		size *= 2
	}
	return size
}

// appendList appends the values, the last one repeated to make them n.
func appendList(args []any, list any, n int) []any {
	for i := range n {
		switch v := list.(type) {
		case []int64:
			args = append(args, v[min(i, len(v)-1)])
		case []string:
			args = append(args, v[min(i, len(v)-1)])
		}
	}
	return args
}

var (
	ddlTypes = strings.NewReplacer(" bigint", " INTEGER", " boolean", " INTEGER", " double precision", " REAL", " bytea", " BLOB", ` COLLATE "C"`, "")
	ddlEnd   = regexp.MustCompile(`\)\s*(/\* (clustered|updated|clustered updated) \*/)?\s*$`)
)

func (e *sqliteEngine) dialect(sql string) string {
	sql = ddlTypes.Replace(sql)
	if !strings.HasPrefix(sql, "CREATE TABLE") {
		return sql
	}
	return ddlEnd.ReplaceAllStringFunc(sql, func(end string) string {
		if strings.Contains(end, "clustered") {
			return ") STRICT, WITHOUT ROWID"
		}
		return ") STRICT"
	})
}
