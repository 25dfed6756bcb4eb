package contact_test

import (
	"strings"
	"testing"
	"time"

	"regulars/internal/member/contact"
	"regulars/internal/store"
)

func TestPhone(t *testing.T) {
	for _, test := range []struct{ text, region, want string }{
		{"13812348000", "CN", "+8613812348000"}, {" 138 1234 8000 ", "CN", "+8613812348000"}, {"+86 138-1234-8000", "US", "+8613812348000"},
		{"008613812348000", "CN", "+8613812348000"}, {"１３８１２３４８０００", "CN", "+8613812348000"}, {"19912348000", "CN", "+8619912348000"},
		{"021-61234567", "CN", "+862161234567"}, {"(212) 555-0123", "US", "+12125550123"}, {"+44 20 7946 0958", "CN", "+442079460958"}, {"020 7946 0958", "GB", "+442079460958"},
		{"91234567", "HK", "+85291234567"}, {"", "CN", ""},
		{"1381234800", "CN", "error"}, {"138123480000", "CN", "error"}, {"12012348000", "CN", "error"},
		{"phone", "CN", "error"}, {"13812348000-1234", "CN", "error"}, {"13812348000 转 1234", "CN", "error"}, {strings.Repeat("1", 100), "CN", "error"}, {"+8612345", "CN", "error"},
	} {
		got, err := contact.Phone(test.text, test.region)
		if err != nil {
			got = "error"
		}
		if got != test.want {
			t.Errorf("%q in %s: got %s, want %s", test.text, test.region, got, test.want)
		}
	}
}

// The quick way of reading Chinese mobile numbers must agree with the library.
func FuzzPhone(f *testing.F) {
	for _, text := range []string{"13812348000", "+8613812348000", "138 1234 8000", "+1 212 555 0123", "13812348000x1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := contact.Phone(text, "CN")
		if err != nil || once == "" {
			return
		}
		if twice, err := contact.Phone(once, "US"); err != nil || twice != once {
			t.Errorf("%q is %q, and that is %q, %v", text, once, twice, err)
		}
	})
}

func TestRegion(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	for want, m := range map[string]store.Merchant{
		"CN": {Currency: "CNY", Zone: zone("Asia/Shanghai")}, "HK": {Currency: "CNY", Zone: zone("Asia/Hong_Kong")},
		"GB": {Currency: "GBP", Zone: zone("UTC")}, "FR": {Currency: "EUR", Zone: zone("Europe/Paris")},
	} {
		if got := contact.Region(m); got != want {
			t.Errorf("%v: got %s", m, got)
		}
	}
	if got := contact.Region(store.Merchant{Currency: "XAU"}); got != "CN" {
		t.Errorf("of nothing: %s", got)
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{"王 小明": "王小明", "Ada Lovelace": "adalovelace", "ＡＤＡ": "ada", "买买提·艾力": "买买提艾力", "O’Neil-Smith": "oneilsmith", " \t": ""} {
		if got := contact.Fold(text); got != want {
			t.Errorf("%q folds to %q, not %q", text, got, want)
		}
	}
}

func TestEmailAndCard(t *testing.T) {
	for text, want := range map[string]string{" A@B.cn ": "a@b.cn", "": "", "a@b": "error", "@b.cn": "error", "a b@c.cn": "error", "a@b@c.cn": "error", "a@.": "error"} {
		got, err := contact.Email(text)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("e-mail %q: got %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{" vip 0001 ": "VIP0001", "": "", "123": "error", "a/b/c": "error", "卡卡卡卡": "error", strings.Repeat("1", 65): "error"} {
		got, err := contact.Card(text)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("card %q: got %q, want %q", text, got, want)
		}
	}
}

func TestMadeCardsDifferAndNoticeASlip(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		card := contact.MakeCard()
		if len(card) != 16 || card[0] == '0' || seen[card] || !contact.CardChecks(card) {
			t.Fatalf("made %q", card)
		}
		seen[card] = true
		slip := []byte(card)
		slip[5] = '0' + (slip[5]-'0'+1)%10
		if contact.CardChecks(string(slip)) {
			t.Fatalf("the slip %s of %s is not noticed", slip, card)
		}
	}
	if !contact.CardChecks("4539148803436467") || contact.CardChecks("4539148803436468") {
		t.Error("not the check digit of ISO/IEC 7812-1")
	}
}
