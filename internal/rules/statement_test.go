package rules_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// statement is one constant SQL text of the program.
type statement struct {
	file  *file
	where string
	text  string
}

// sqlStart is how an SQL text begins: in capitals, by which the rules know it.
var sqlStart = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// sqlPiece is how a part of a text begins that would be joined to it while running.
var sqlPiece = regexp.MustCompile(`^\s*(AND|OR|WHERE|FROM|JOIN|LEFT JOIN|GROUP BY|ORDER BY|LIMIT|SET|RETURNING|UNION)\s`)

// collector finds the SQL texts of a tree.
type collector struct {
	tree      *tree
	fragments map[string]bool // constants that are parts of larger texts
	whole     map[string]bool // constants that are used by themselves
	found     []statement
	dynamic   []offence
}

// dynamicRooms may put a text together while running, for the reason given.
var dynamicRooms = map[string]string{
	"expr":    "translates conditions into SQL",
	"segment": "conditions that expr compiled",
	"member":  "conditions that expr compiled",
	"bench":   "copying whole tables is the limit that an import is held against",
}

// collect gathers the SQL texts outside store, whose texts are about its own tables or (in a backup) about all, and finds those that are not constant.
func collect(t *tree) ([]statement, []offence) {
	c := &collector{tree: t, fragments: map[string]bool{}, whole: map[string]bool{}}
	for _, f := range t.sources() {
		c.uses(f)
	}
	for _, f := range t.sources() {
		if f.room != "rules" && f.room != "store" && !strings.HasPrefix(f.room, "store/") {
			c.texts(f)
		}
	}
	return c.found, c.dynamic
}

// isSum reports whether a node joins texts.
func isSum(n ast.Node) bool {
	sum, ok := n.(*ast.BinaryExpr)
	return ok && sum.Op == token.ADD
}

// eachExpr walks the expressions of a file with their parents; parentheses are looked through.
func eachExpr(f *file, visit func(parent ast.Node, x ast.Expr)) {
	var stack []ast.Node
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return false
		}
		if x, ok := n.(ast.Expr); ok {
			visit(parentOf(stack), x)
		}
		stack = append(stack, n)
		return true
	})
}

func parentOf(stack []ast.Node) ast.Node {
	for _, n := range slices.Backward(stack) {
		if _, paren := n.(*ast.ParenExpr); !paren {
			return n
		}
	}
	return nil
}

// uses notes which constants are only parts.
func (c *collector) uses(f *file) {
	eachExpr(f, func(parent ast.Node, x ast.Expr) {
		if spec, ok := parent.(*ast.ValueSpec); ok {
			if name, ok := x.(*ast.Ident); ok && slices.Contains(spec.Names, name) {
				return // the declaration itself
			}
		}
		if selector, ok := parent.(*ast.SelectorExpr); ok && selector.Sel == x {
			return // seen with its package
		}
		key, _, ok := c.tree.lookup(f, x)
		switch {
		case !ok:
		case isSum(parent):
			c.fragments[key] = true
		default:
			c.whole[key] = true
		}
	})
}

// texts looks at the largest constant texts of a file.
func (c *collector) texts(f *file) {
	eachExpr(f, func(parent ast.Node, x ast.Expr) {
		literal, isLiteral := x.(*ast.BasicLit)
		if isSum(parent) || !isSum(x) && (!isLiteral || literal.Kind != token.STRING) {
			return
		}
		text, constant := c.tree.fold(f, x)
		where := c.tree.at(x.Pos())
		switch {
		case !constant && (sqlStart.MatchString(c.head(f, x)) || c.hasPiece(f, x)):
			c.refuse(f, where, "SQL text that is put together while running")
		case constant && sqlPiece.MatchString(text) && !isDeclared(parent):
			c.refuse(f, where, "a piece of SQL that is joined to a text while running")
		case !constant || !sqlStart.MatchString(text) || c.isFragment(f, parent, x):
		case c.isFormat(f, parent):
			c.refuse(f, where, "SQL text that is formatted while running")
		default:
			c.found = append(c.found, statement{f, where, text})
		}
	})
}

// refuse notes a text that is not constant, unless the room has a reason.
func (c *collector) refuse(f *file, where, what string) {
	if dynamicRooms[f.room] == "" {
		c.dynamic = append(c.dynamic, offence{where, what, "write the whole statement as a constant; give what differs as a parameter"})
	}
}

// head is the constant beginning of a sum.
func (c *collector) head(f *file, x ast.Expr) string {
	for {
		sum, ok := x.(*ast.BinaryExpr)
		if !ok {
			text, _ := c.tree.fold(f, x)
			return text
		}
		if text, constant := c.tree.fold(f, sum); constant {
			return text
		}
		x = sum.X
	}
}

// hasPiece reports whether a sum has a piece of SQL in it.
func (c *collector) hasPiece(f *file, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok {
			text, _ := c.tree.fold(f, literal)
			found = found || sqlPiece.MatchString(text)
		}
		return true
	})
	return found
}

// isDeclared reports whether a text is the value of a declaration; where it is used it is seen again.
func isDeclared(parent ast.Node) bool {
	_, ok := parent.(*ast.ValueSpec)
	return ok
}

// isFragment reports whether the text is the value of a constant that only larger texts use.
func (c *collector) isFragment(f *file, parent ast.Node, x ast.Expr) bool {
	spec, ok := parent.(*ast.ValueSpec)
	if !ok {
		return false
	}
	for i, value := range spec.Values {
		if value == x && i < len(spec.Names) {
			key := f.pkg + "." + spec.Names[i].Name
			if own, _, local := c.tree.lookup(f, spec.Names[i]); local {
				key = own
			}
			return c.fragments[key] && !c.whole[key]
		}
	}
	return false
}

// isFormat reports whether the text is handed to fmt.
func (c *collector) isFormat(f *file, parent ast.Node) bool {
	call, ok := parent.(*ast.CallExpr)
	return ok && f.named(call.Fun, "fmt", "Sprintf")
}

var (
	// quoted is what is no word of an SQL text: texts and comments.
	quoted = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*|/\*(?s:.*?)\*/`)
	// piece is a name, a number, a parameter or a sign.
	piece = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*|\$?[0-9]+|[^\sA-Za-z0-9_]`)
)

// words are the pieces of a text, in lower case.
func words(text string) []string {
	return piece.FindAllString(strings.ToLower(quoted.ReplaceAllString(text, "''")), -1)
}

// isName reports whether a word can name a table.
func isName(word string) bool {
	return word != "" && (word[0] == '_' || word[0] >= 'a' && word[0] <= 'z')
}

// reference is one mention of a table.
type reference struct {
	table string
	write bool
}

// references are the tables that a statement reads or writes, without its own WITH names.
func references(text string) []reference {
	w := append(words(text), "", "", "")
	own := withNames(w)
	var out []reference
	add := func(name string, write bool) {
		if isName(name) && !own[name] && name != "select" && name != "lateral" {
			out = append(out, reference{name, write})
		}
	}
	for i, word := range w {
		before := ""
		if i > 0 {
			before = w[i-1]
		}
		switch {
		case word == "join" && w[i+2] != "(": // unnest(…) is no table
			add(w[i+1], false)
		case word == "into", word == "update" && before != "for" && before != "do":
			add(w[i+1], true)
		case word == "from" && before == "delete":
			add(w[i+1], true)
		case word == "from" && before != "distinct":
			for _, name := range fromList(w[i+1:]) {
				add(name, false)
			}
		}
	}
	return out
}

// fromList is "a, b AS x, c" as a, b, c; it ends at what is no plain name.
func fromList(w []string) []string {
	var out []string
	for i := 0; i+3 < len(w) && isName(w[i]); {
		if w[i+1] == "(" { // a function: unnest(…), json_each(…)
			return out
		}
		out = append(out, w[i])
		i++
		if w[i] == "as" {
			i++
		}
		if isName(w[i]) && w[i] != "where" {
			i++
		}
		if w[i] != "," {
			return out
		}
		i++
	}
	return out
}

// withNames are the names that WITH gives to its queries: name AS (, name(a, b) AS (, AS MATERIALIZED (.
func withNames(w []string) map[string]bool {
	own := map[string]bool{}
	for i := 1; i+2 < len(w); i++ {
		if w[i] != "as" || w[i+1] != "(" && w[i+1] != "materialized" && w[i+1] != "not" {
			continue
		}
		at := i - 1
		if w[at] == ")" {
			for at > 0 && w[at] != "(" {
				at--
			}
			at--
		}
		if at >= 0 && isName(w[at]) {
			own[w[at]] = true
		}
	}
	return own
}
