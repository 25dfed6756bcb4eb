package rules_test

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// machinePath is a folder of somebody's machine: nothing in the repository depends on where it lies.
var machinePath = regexp.MustCompile(`(^|[^A-Za-z0-9_.~$}/-])/(home|Users|root|work|farm|mnt)/`)

// largestText is what is still taken for a text written by a person.
const largestText = 1 << 20

// machinePaths finds lines that name a folder of a machine (rule 10).
func machinePaths(texts map[string]string) []offence {
	var out []offence
	for p, text := range texts {
		if len(text) > largestText || !utf8.ValidString(text) {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			if found := machinePath.FindString(line); found != "" {
				out = append(out, offence{p + ":" + strconv.Itoa(i+1), "names a folder of one machine: " + strings.TrimSpace(found), "take it from a setting, or from the place of the file"})
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].where < out[j].where })
	return out
}

func TestMachinePathsFindsThem(t *testing.T) {
	texts := map[string]string{
		"a.go": "x := \"/ho" + "me/ada/regulars\"\nok: ~/work, docs/home/, https://example.com/home/x\nopen /ro" + "ot/.config",
		"b.md": "See [home](/home) and ../shared/data.\n",
	}
	finds(t, machinePaths(texts), "a.go:1", "a.go:3")
}

func TestMachinePaths(t *testing.T) {
	texts, err := walk(func(p string) bool { return !strings.HasSuffix(p, ".lock") })
	if err != nil {
		t.Fatal(err)
	}
	report(t, machinePaths(texts))
}

// variable is a setting that can be given in the environment.
var variable = regexp.MustCompile(`env:"(REGULARS_[A-Z_]+)"`)

// unwritten finds settings of the command line that a document does not name (rule 9).
func unwritten(t *tree, document string) []offence {
	var out []offence
	for _, f := range t.sources() {
		for i, line := range strings.Split(f.text, "\n") {
			for _, match := range variable.FindAllStringSubmatch(line, -1) {
				if !strings.Contains(document, "`"+match[1]+"`") {
					out = append(out, offence{f.path + ":" + strconv.Itoa(i+1), match[1] + " does not stand in README.md", "add it to the table of settings"})
				}
			}
		}
	}
	return out
}

func TestSettingsFindsGaps(t *testing.T) {
	bad := sample(t, map[string]string{"cmd/regulars/a.go": "package main\ntype c struct {\nA string `env:\"REGULARS_A\"`\nB string `env:\"REGULARS_B\"`\n}"})
	finds(t, unwritten(bad, "| `--a` | `REGULARS_A` |"), "a.go:4: REGULARS_B")
}

func TestSettings(t *testing.T) {
	texts, err := walk(func(p string) bool { return p == "README.md" })
	if err != nil {
		t.Fatal(err)
	}
	report(t, unwritten(load(t), texts["README.md"]))
}

// requirement is one line of go.mod, as `go mod edit -json` prints it.
type requirement struct {
	Path, Version string
	Indirect      bool
}

// manifest is what the rules read of go.mod.
type manifest struct {
	Module  struct{ Path string }
	Require []requirement
	Replace []struct{ Old struct{ Path string } }
}

// pinned are the versions that are chosen for a reason, which a later one has to be checked against.
var pinned = map[string]string{
	"modernc.org/sqlite":      "v1.60.1", // SQLite without the WAL-reset corruption that was mended in 3.51.3
	"zombiezen.com/go/sqlite": "v1.4.2",  // the release tried with that SQLite
}

// moduleFaults finds requirements that nothing imports, replacements, and pins that moved (rule 10).
func moduleFaults(m manifest, t *tree) []offence {
	used := map[string]bool{}
	direct := map[string]bool{}
	for _, f := range t.files {
		for _, spec := range f.syntax.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			used[p] = true
		}
	}
	var out []offence
	for _, r := range m.Require {
		for p := range used {
			if p == r.Path || strings.HasPrefix(p, r.Path+"/") {
				direct[r.Path] = true
			}
		}
		if want := pinned[r.Path]; want != "" && want != r.Version {
			out = append(out, offence{"go.mod:1", r.Path + " is at " + r.Version + ", pinned at " + want, "read why in internal/rules/hygiene_test.go and change both"})
		}
		if direct[r.Path] == r.Indirect {
			out = append(out, offence{"go.mod:1", r.Path + " is required directly: " + strconv.FormatBool(!r.Indirect) + ", imported: " + strconv.FormatBool(direct[r.Path]), "run go mod tidy"})
		}
	}
	for _, r := range m.Replace {
		out = append(out, offence{"go.mod:1", "replaces " + r.Old.Path, "a replacement is not seen by those who install the module: use a released version"})
	}
	if m.Module.Path != module {
		out = append(out, offence{"go.mod:1", "the module is called " + m.Module.Path, "call it " + module})
	}
	return out
}

func TestModuleFindsBreaches(t *testing.T) {
	m := manifest{Require: []requirement{
		{Path: "example.com/used", Version: "v1.0.0"},
		{Path: "example.com/unused", Version: "v1.0.0"},
		{Path: "example.com/shy", Version: "v1.0.0", Indirect: true},
		{Path: "modernc.org/sqlite", Version: "v1.0.0", Indirect: true},
	}}
	m.Module.Path = module
	bad := sample(t, map[string]string{"internal/a/a.go": "package a\nimport _ \"example.com/used/sub\"\nimport _ \"example.com/shy\""})
	finds(t, moduleFaults(m, bad), "unused is required directly: true", "shy is required directly: false", "pinned at v1.60.1")
}

func TestModule(t *testing.T) {
	command := exec.Command("go", "mod", "edit", "-json")
	command.Dir = root()
	text, err := command.Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	report(t, moduleFaults(m, load(t)))
}
