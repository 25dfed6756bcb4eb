package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"regulars/internal/fault"
)

var (
	errShort = fault.Code{Kind: fault.Refused, Code: "short", En: "There are {left} {points}, {needed} are needed: {price}.", Zh: "{points}剩 {left}，需要 {needed}：{price}。"}
	errPlain = fault.Code{Kind: fault.Invalid, Code: "plain", En: "At most {limit}.", Zh: "最多 {limit}。"}
)

// named is a name in both languages.
type named [2]string

func (n named) In(language string) string {
	if language == "zh" {
		return n[1]
	}
	return n[0]
}

// A refusal is told in the merchant's way where there is a voice, its further fields too, and plainly where there is none.
func TestSay(t *testing.T) {
	err := errShort.New(fault.P{"left": 1200, "needed": int64(40_000), "price": fault.Minor(150)})
	err.More = []*fault.Error{errPlain.At("b", fault.P{"limit": named{"a heap", "一堆"}})}
	said := err.Say(&fault.Voice{
		Money:  func(n int64) string { return fmt.Sprintf("£%d", n) },
		Number: func(n int64) string { return fmt.Sprintf("<%d>", n) },
		Points: named{"seeds", "种子"},
	})
	for _, c := range []struct {
		e        *fault.Error
		language string
		want     string
	}{
		{err, "en", "There are 1200 points, 40000 are needed: 150."},
		{err, "zh-CN", "积分剩 1200，需要 40000：150。"},
		{said, "en", "There are <1200> seeds, <40000> are needed: £150."},
		{said, "zh", "种子剩 <1200>，需要 <40000>：£150。"},
		{said.More[0], "en", "At most a heap."},
		{said.More[0], "zh", "最多 一堆。"},
		{errPlain.New(fault.P{"limit": 5}).Say(&fault.Voice{}), "en", "At most 5."},
	} {
		if got := c.e.Text(c.language); got != c.want {
			t.Errorf("%s: %q, want %q", c.language, got, c.want)
		}
	}
	if !err.Mentions("points") || !err.Mentions("limit") || err.Mentions("growth") {
		t.Error("what it mentions")
	}
	if !errors.Is(said, errShort.New(nil)) || said.Params["left"] != 1200 {
		t.Errorf("%+v", said)
	}
}
