package rules_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the import path under which the repository's packages are found.
const module = "regulars"

// file is one parsed Go file.
type file struct {
	path   string // from the top of the repository, with slashes
	pkg    string // its folder: "internal/store"
	room   string // the folder without "internal/": "store", "cmd/regulars", "web"
	test   bool
	text   string
	lines  int
	syntax *ast.File
}

// tree is a set of parsed files with the string constants they declare.
type tree struct {
	fset   *token.FileSet
	files  []*file
	consts map[string]constant // by "folder.Name"
}

// constant is the declared value of a package-level constant.
type constant struct {
	file  *file
	value ast.Expr
}

// offence is one breach of a rule.
type offence struct {
	where, what, todo string
}

func (o offence) String() string { return o.where + ": " + o.what + "; " + o.todo }

// parse makes a tree of sources by path.
func parse(sources map[string]string) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), consts: map[string]constant{}}
	paths := make([]string, 0, len(sources))
	for p := range sources {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		syntax, err := parser.ParseFile(t.fset, p, sources[p], parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("parse: %w", err)
		}
		f := &file{
			path: p, pkg: path.Dir(p), room: strings.TrimPrefix(path.Dir(p), "internal/"),
			test: strings.HasSuffix(p, "_test.go"), text: sources[p],
			lines: strings.Count(sources[p], "\n"), syntax: syntax,
		}
		t.files = append(t.files, f)
		t.declare(f)
	}
	return t, nil
}

// declare notes the package-level constants and variables of a file.
func (t *tree) declare(f *file) {
	if f.test {
		return
	}
	for _, decl := range f.syntax.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST && gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			values := spec.(*ast.ValueSpec)
			for i, name := range values.Names {
				if i < len(values.Values) {
					t.consts[f.pkg+"."+name.Name] = constant{f, values.Values[i]}
				}
			}
		}
	}
}

// at is a position as file:line.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// sources are the files that run, tests left out.
func (t *tree) sources() []*file {
	var out []*file
	for _, f := range t.files {
		if !f.test {
			out = append(out, f)
		}
	}
	return out
}

// imported is the folder of the repository that a name of the file stands for, or "".
func (f *file) imported(name string) string {
	for _, spec := range f.syntax.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(p)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == name {
			return strings.TrimPrefix(p, module+"/")
		}
	}
	return ""
}

// lookup finds the package-level declaration that an expression names, with its key.
func (t *tree) lookup(f *file, x ast.Expr) (key string, found constant, ok bool) {
	switch x := x.(type) {
	case *ast.Ident:
		if x.Obj != nil { // declared in this file
			if spec, isSpec := x.Obj.Decl.(*ast.ValueSpec); isSpec && x.Obj.Kind == ast.Con {
				for i, name := range spec.Names {
					if name.Name == x.Name && i < len(spec.Values) {
						return f.path + "." + t.at(name.Pos()), constant{f, spec.Values[i]}, true
					}
				}
			}
		}
		key = f.pkg + "." + x.Name
	case *ast.SelectorExpr:
		base, isIdent := x.X.(*ast.Ident)
		if !isIdent {
			return "", constant{}, false
		}
		key = f.imported(base.Name) + "." + x.Sel.Name
	default:
		return "", constant{}, false
	}
	found, ok = t.consts[key]
	return key, found, ok
}

// fold is the value of a constant string expression.
func (t *tree) fold(f *file, x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.ParenExpr:
		return t.fold(f, x.X)
	case *ast.BinaryExpr:
		left, ok1 := t.fold(f, x.X)
		right, ok2 := t.fold(f, x.Y)
		return left + right, ok1 && ok2 && x.Op == token.ADD
	case *ast.CallExpr: // string(Name)
		if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "string" && len(x.Args) == 1 {
			return t.fold(f, x.Args[0])
		}
	case *ast.Ident, *ast.SelectorExpr:
		if _, found, ok := t.lookup(f, x); ok && found.value != x {
			return t.fold(found.file, found.value)
		}
	}
	return "", false
}

// named reports whether a type or function expression is pkg.Name, or Name inside pkg itself.
func (f *file) named(x ast.Expr, pkg, name string) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return f.pkg == pkg && x.Name == name
	case *ast.SelectorExpr:
		base, ok := x.X.(*ast.Ident)
		return ok && x.Sel.Name == name && f.imported(base.Name) == pkg
	case *ast.StarExpr:
		return f.named(x.X, pkg, name)
	}
	return false
}

// fields are the keyed values of a struct literal.
func fields(lit *ast.CompositeLit) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	for _, element := range lit.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); ok {
				out[name.Name] = pair.Value
			}
		}
	}
	return out
}

// root is the top of the repository.
var root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	panic("no go.mod above the working directory")
})

// isOurs reports whether a folder belongs to the sources, and not to what is built, downloaded or stored.
func isOurs(dir string) bool {
	switch path.Base(dir) {
	case ".git", ".cache", "bin", "node_modules", "dist":
		return false
	}
	return dir != "data"
}

// walk reads every file of the repository for which want says yes.
func walk(want func(path string) bool) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(root(), func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root(), full)
		rel = filepath.ToSlash(rel)
		switch {
		case entry.IsDir() && !isOurs(rel):
			return fs.SkipDir
		case entry.Type().IsRegular() && want(rel):
			text, err := os.ReadFile(full)
			out[rel] = string(text)
			return err
		}
		return nil
	})
	return out, err
}

// repository is every Go file of this repository, parsed once.
var repository = sync.OnceValues(func() (*tree, error) {
	sources, err := walk(func(p string) bool {
		return strings.HasSuffix(p, ".go") && !strings.Contains(p, "/testdata/")
	})
	if err != nil {
		return nil, err
	}
	return parse(sources)
})

// load is the repository, or the end of the test.
func load(t *testing.T) *tree {
	t.Helper()
	parsed, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// sample parses a small example for the test of a rule.
func sample(t *testing.T, sources map[string]string) *tree {
	t.Helper()
	parsed, err := parse(sources)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// report fails the test with every offence.
func report(t *testing.T, offences []offence) {
	t.Helper()
	for _, o := range offences {
		t.Error(o)
	}
}

// finds fails the test unless the offences are the wanted ones: each want is a piece of one offence, in order.
func finds(t *testing.T, offences []offence, want ...string) {
	t.Helper()
	if len(offences) != len(want) {
		t.Errorf("found %d offences, want %d: %v", len(offences), len(want), offences)
		return
	}
	for i, o := range offences {
		if !strings.Contains(o.String(), want[i]) {
			t.Errorf("offence %d is %q, want it to say %q", i, o, want[i])
		}
	}
}
