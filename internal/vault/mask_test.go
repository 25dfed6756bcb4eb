package vault_test

import (
	"testing"

	"regulars/internal/vault"
)

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		name string
		mask func(string) string
		in   string
		want string
	}{
		{"phone of China", vault.MaskPhone, "+8613812348000", "138****8000"},
		{"phone as dialled", vault.MaskPhone, "13812348000", "138****8000"},
		{"phone abroad", vault.MaskPhone, "+442079460958", "+44******0958"},
		{"landline", vault.MaskPhone, "62345678", "62***678"},
		{"short number", vault.MaskPhone, "12345", "*****"},
		{"no phone", vault.MaskPhone, "", ""},
		{"name of three", vault.MaskName, "王小明", "王**"},
		{"name of two", vault.MaskName, "王明", "王*"},
		{"name of four", vault.MaskName, "欧阳小明", "欧**"},
		{"name of one", vault.MaskName, "王", "*"},
		{"Latin name", vault.MaskName, "Ada  Lovelace", "A*** L***"},
		{"initial and name", vault.MaskName, "A Lovelace", "A*** L***"},
		{"no name", vault.MaskName, "", ""},
		{"e-mail", vault.MaskEmail, "ada@example.com", "a***@example.com"},
		{"e-mail of one", vault.MaskEmail, "a@example.com", "a***@example.com"},
		{"no e-mail at all", vault.MaskEmail, "ada", "***"},
		{"address", vault.MaskAddress, "上海市浦东新区世纪大道1号", "上海市浦东新****"},
		{"short address", vault.MaskAddress, "上海市", "****"},
		{"card", vault.MaskCode, "6222020012346789", "****6789"},
		{"short card", vault.MaskCode, "A1B2", "****2"},
		{"tiny code", vault.MaskCode, "A1", "****"},
	} {
		if got := c.mask(c.in); got != c.want {
			t.Errorf("%s: %q is shown as %q, want %q", c.name, c.in, got, c.want)
		}
	}
}
