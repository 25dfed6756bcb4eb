package rules_test

import (
	"go/ast"
	"go/format"
	"go/token"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

// clocks are the rooms that may ask the machine for the time; all others take it from the transaction, so that a
// test can set it and a catch-up can replay it. bench measures.
var clocks = []string{"store", "store/storetest", "app", "bench", "cmd/regulars"}

// manners finds init functions, clocks and prints where they do not belong (rule 5).
func manners(t *tree) []offence {
	var out []offence
	for _, f := range t.sources() {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					out = append(out, offence{t.at(n.Pos()), "init runs unseen", "wire it in app, by a call"})
				}
			case *ast.SelectorExpr:
				out = append(out, t.badCall(f, n)...)
			}
			return true
		})
	}
	return out
}

// badCall finds the use of a clock or a print.
func (t *tree) badCall(f *file, n *ast.SelectorExpr) []offence {
	base, ok := n.X.(*ast.Ident)
	if !ok || base.Obj != nil {
		return nil
	}
	name := f.imported(base.Name) + "." + n.Sel.Name
	switch {
	case name == "time.Now" && !slices.Contains(clocks, f.room):
		return []offence{{t.at(n.Pos()), "time.Now in " + f.room, "use tx.Now(), or let app pass a clock in"}}
	case strings.HasPrefix(name, "fmt.Print") && strings.HasPrefix(f.pkg, "internal/"):
		return []offence{{t.at(n.Pos()), name + " in " + f.room, "write to an io.Writer that the caller gives, or log"}}
	}
	return nil
}

// packageDocs finds packages without exactly one doc comment, in doc.go (rule 3).
func packageDocs(t *tree) []offence {
	docs := map[string][]string{}
	for _, f := range t.sources() {
		docs[f.pkg] = append(docs[f.pkg], nil...)
		if f.syntax.Doc != nil {
			docs[f.pkg] = append(docs[f.pkg], f.path)
		}
	}
	var out []offence
	for pkg, files := range docs {
		switch {
		case len(files) == 0:
			out = append(out, offence{pkg + "/doc.go:1", "package without a doc comment", "write doc.go: nouns, states, numbered invariants"})
		case len(files) > 1:
			out = append(out, offence{files[1] + ":1", "second doc comment of the package", "keep the one in doc.go"})
		case strings.HasPrefix(pkg, "internal/") && path.Base(files[0]) != "doc.go":
			out = append(out, offence{files[0] + ":1", "doc comment outside doc.go", "move it to doc.go"})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].where < out[j].where })
	return out
}

// nameDocs finds exported names without a sentence that begins with the name (rule 3).
func nameDocs(t *tree) []offence {
	var out []offence
	for _, f := range t.sources() {
		if f.syntax.Name.Name == "main" || ast.IsGenerated(f.syntax) {
			continue
		}
		for _, decl := range f.syntax.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Name.IsExported() && receiverExported(decl) {
					out = append(out, t.nameDoc(decl.Name, decl.Doc)...)
				}
			case *ast.GenDecl:
				out = append(out, t.groupDocs(decl)...)
			}
		}
	}
	return out
}

// receiverExported reports whether a function is reachable: no method, or one of an exported type.
func receiverExported(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	x := fn.Recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	if generic, ok := x.(*ast.IndexExpr); ok {
		x = generic.X
	}
	name, ok := x.(*ast.Ident)
	return ok && name.IsExported()
}

// groupDocs looks at types one by one, and lets one comment speak for a group of constants or variables.
func (t *tree) groupDocs(decl *ast.GenDecl) []offence {
	var out []offence
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil && len(decl.Specs) == 1 {
				doc = decl.Doc
			}
			if spec.Name.IsExported() {
				out = append(out, t.nameDoc(spec.Name, doc)...)
			}
		case *ast.ValueSpec:
			if decl.Doc != nil || spec.Doc != nil || spec.Comment != nil || decl.Tok == token.IMPORT {
				continue
			}
			if spec.Names[0].IsExported() {
				out = append(out, offence{t.at(spec.Pos()), "exported " + spec.Names[0].Name + " is not documented", "say what it means, with its unit"})
			}
		}
	}
	return out
}

// article is what may stand before the name.
var article = regexp.MustCompile(`^(A|An|The) `)

// nameDoc finds a missing or misnamed comment.
func (t *tree) nameDoc(name *ast.Ident, doc *ast.CommentGroup) []offence {
	if doc == nil {
		return []offence{{t.at(name.Pos()), "exported " + name.Name + " is not documented", "add a sentence that begins with its name"}}
	}
	text := article.ReplaceAllString(doc.Text(), "")
	if !regexp.MustCompile(`^` + name.Name + `\b`).MatchString(text) {
		return []offence{{t.at(name.Pos()), "the comment of " + name.Name + " does not begin with its name", "reword it"}}
	}
	return nil
}

func TestMannersFindsBreaches(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/order/a.go": "package order\nimport (\"fmt\"; clock \"time\")\nfunc init() {}\nvar t = clock.Now()\nfunc f() { fmt.Println(); fmt.Sprint(); fmt.Fprintln(nil) }\n" +
			"type T struct{}\nfunc (T) init() {}\nfunc g(now func()) { clock.After(0); f := clock.Now; f() }",
		"internal/store/a.go":      "package store\nimport \"time\"\nvar t = time.Now()",
		"internal/order/a_test.go": "package order\nimport \"time\"\nvar u = time.Now()",
	})
	finds(t, manners(bad), "a.go:3: init", "a.go:4: time.Now", "a.go:5: fmt.Println", "a.go:8: time.Now")
}

// unformatted finds files that gofmt would write otherwise.
func unformatted(t *tree) (out []offence) {
	for _, f := range t.files {
		if text, err := format.Source([]byte(f.text)); err != nil || string(text) != f.text {
			out = append(out, offence{f.path + ":1", "is not as gofmt writes it", "make fmt"})
		}
	}
	return out
}

func TestFormatFindsBreaches(t *testing.T) {
	bad := sample(t, map[string]string{"internal/a/a.go": "package a\n\nvar a=1\n", "internal/a/b.go": "package a\n\nvar b = 1\n"})
	finds(t, unformatted(bad), "internal/a/a.go:1: is not as gofmt")
}

func TestFormat(t *testing.T) { report(t, unformatted(load(t))) }

// twiceLines is from how many lines on a body that stands twice is one function too many.
const twiceLines = 8

// twice finds functions that are written again, word for word, under whatever name.
func twice(t *tree) (out []offence) {
	first := map[string]string{}
	for _, f := range t.sources() {
		for _, decl := range f.syntax.Decls {
			fn, is := decl.(*ast.FuncDecl)
			if !is || fn.Body == nil || t.fset.Position(fn.Body.End()).Line-t.fset.Position(fn.Body.Pos()).Line+1 < twiceLines {
				continue
			}
			body := f.text[t.fset.Position(fn.Body.Pos()).Offset:t.fset.Position(fn.Body.End()).Offset]
			if where, again := first[body]; again {
				out = append(out, offence{t.at(fn.Pos()), fn.Name.Name + " stands at " + where + " already", "write it once, in the room where both may reach it"})
			}
			first[body] = t.at(fn.Pos())
		}
	}
	return out
}

func TestTwiceFindsBreaches(t *testing.T) {
	long, short := "{\n"+strings.Repeat("f()\n", 6)+"}\n", "{\n"+strings.Repeat("f()\n", 5)+"}\n"
	bad := sample(t, map[string]string{
		"internal/a/a.go": "package a\nfunc One() " + long + "func Small() " + short, "internal/b/b.go": "package b\nfunc Other() " + long + "func Tiny() " + short,
		"internal/b/b_test.go": "package b\nfunc Story() " + long,
	})
	finds(t, twice(bad), "internal/b/b.go:2: Other stands at internal/a/a.go:2 already")
}

func TestTwice(t *testing.T) { report(t, twice(load(t))) }

func TestManners(t *testing.T) { report(t, manners(load(t))) }

func TestDocsFindsGaps(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/a/a.go":   "package a\nfunc Open() {}\n// Closes it.\nfunc Close() {}\n// Do does.\nfunc Do() {}\ntype hidden int\nfunc (hidden) Loud() {}\ntype Shown int\n// Group.\nconst (A = 1\nB = 2)\nvar X int",
		"internal/b/doc.go": "// Package b is.\npackage b\n",
		"internal/b/b.go":   "// Package b is twice.\npackage b\n// A List is.\ntype List int",
		"internal/c/c.go":   "// Package c is.\npackage c\n",
	})
	finds(t, packageDocs(bad), "internal/a/doc.go:1: package without", "internal/b/doc.go:1: second", "internal/c/c.go:1: doc comment outside")
	finds(t, nameDocs(bad), "Open is not documented", "Close does not begin", "Shown is not documented", "X is not documented")
}

func TestPackageDocs(t *testing.T) { report(t, packageDocs(load(t))) }

func TestNameDocs(t *testing.T) { report(t, nameDocs(load(t))) }
