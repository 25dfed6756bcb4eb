package e2e_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// people is a small file of members as a Chinese till exports it.
const people = "姓名,手机号,会员卡号\n王小美,13800138000,VIP-0001\n李雷,13800138001,VIP-0002\n韩梅梅,不是号码,VIP-0003\n"

// TestFiles brings in members in the encodings and formats in which files come, and refuses what is broken as a whole.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.initialise(shanghai)
		utf8 := p.write("utf8.csv", []byte("\ufeff"+people))
		gbk := p.write("gbk.csv", []byte(must(simplifiedchinese.GBK.NewEncoder().String(people))))
		mixed := p.write("mixed.csv", []byte("姓名,手机号\n王小美,13800138000\n\xc3\x28\xa0\xa1\xe2\x28,13800138001\n\xff\xfe\x00,1\n"))
		workbook := book(t, people)
		whole, cut := p.write("whole.xlsx", workbook), p.write("cut.xlsx", workbook[:len(workbook)*2/3])
		cutGzip := p.write("cut.csv.gz", zip(people)[:40])

		dry := p.bring(shanghai.slug, "members", gbk, "--dry-run")
		if num(dry["rows_taken"]) != 2 || num(dry["members_created"]) != 2 {
			t.Errorf("dry run: %v", dry)
		}
		refused := filepath.Join(t.TempDir(), "refused.csv")
		first := p.bring(shanghai.slug, "members", gbk, "--refused", refused)
		if info, err := os.Stat(refused); err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(string(must(os.ReadFile(refused))), "韩梅梅") {
			t.Errorf("the refused rows: %v %v", info, err)
		}
		if name, _ := first["encoding"].(string); !strings.HasPrefix(name, "GB") || num(first["members_created"]) != 2 || num(first["rows_refused"]) != 1 {
			t.Errorf("GBK: %v", first)
		}
		if said := p.ok("import", "members", gbk, "--merchant", shanghai.slug); !strings.Contains(said.out+said.err, "GB") {
			t.Errorf("nothing is said of the encoding:\n%s%s", said.out, said.err)
		}
		for _, name := range []string{utf8, whole} {
			if again := p.bring(shanghai.slug, "members", name); num(again["members_created"]) != 0 || num(again["rows_read"]) != 3 {
				t.Errorf("%s: %v", filepath.Base(name), again)
			}
		}
		for _, bad := range []struct{ file, code string }{
			{mixed, "encoding_unknown"}, {cut, "file_unreadable"}, {cutGzip, "file_unreadable"}, {p.write("empty.csv", nil), "file_empty"},
			{p.write("random.csv", bytes.Repeat([]byte{0, 1, 2, 0xfe, 0xff, 0x80}, 1000)), ""}, {p.data + "/none.csv", "file_unreadable"}, {p.data, "file_unreadable"},
		} {
			r := p.run("import", "members", bad.file, "--merchant", shanghai.slug)
			if r.code != 1 || !strings.Contains(r.err, bad.code) || strings.Contains(r.err, "goroutine") {
				t.Errorf("%s: exit %d, want the refusal %s\n%s%s", filepath.Base(bad.file), r.code, bad.code, r.out, r.err)
			}
		}
		for _, args := range [][]string{{"import", "nonsense", utf8, "--merchant", shanghai.slug}, {"import", "members", "--merchant", shanghai.slug}, {"import", "members", utf8}, {"nonsense"}} {
			if r := p.run(args...); r.code != 2 {
				t.Errorf("%v: exit %d\n%s%s", args, r.code, r.out, r.err)
			}
		}
		server := p.serve()
		if all := server.caller(p.key(shanghai.slug)).want(200, "GET", "/v1/members", nil); len(all.list("data")) != 2 || !strings.Contains(all.text, "王小美") {
			t.Errorf("members: %s", all.text)
		}
		server.stop()
		p.proven(shanghai.slug)
	})
}

// write makes a file.
func (p *place) write(name string, content []byte) string {
	p.Helper()
	name = filepath.Join(p.TempDir(), name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		p.Fatal(err)
	}
	return name
}

// must is the value of what cannot fail here.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// zip compresses a text.
func zip(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.Bytes()
}

// book is the same text as a workbook.
func book(t *testing.T, text string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // in memory
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for j, cell := range strings.Split(line, ",") {
			if err := f.SetCellStr("Sheet1", fmt.Sprintf("%c%d", 'A'+j, i+1), cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	return must(f.WriteToBuffer()).Bytes()
}
