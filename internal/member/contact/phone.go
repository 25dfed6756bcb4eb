package contact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// regions are the countries of zones and currencies: where a phone number without a country code belongs.
var regions = map[string]string{
	"Asia/Shanghai": "CN", "Asia/Urumqi": "CN", "Asia/Hong_Kong": "HK", "Asia/Macau": "MO", "Asia/Taipei": "TW", "Asia/Tokyo": "JP",
	"Asia/Seoul": "KR", "Asia/Singapore": "SG", "Asia/Kuala_Lumpur": "MY", "Asia/Bangkok": "TH", "Asia/Ho_Chi_Minh": "VN",
	"Asia/Jakarta": "ID", "Asia/Manila": "PH", "Asia/Dubai": "AE", "Asia/Kolkata": "IN", "Australia/Sydney": "AU",
	"Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE", "Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Rome": "IT",
	"Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Vienna": "AT", "Europe/Zurich": "CH", "Europe/Lisbon": "PT",
	"Europe/Stockholm": "SE", "Europe/Oslo": "NO", "Europe/Copenhagen": "DK", "Europe/Helsinki": "FI", "Europe/Warsaw": "PL",
	"America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US", "America/Toronto": "CA",
	"America/Vancouver": "CA", "America/Sao_Paulo": "BR", "America/Mexico_City": "MX",

	"CNY": "CN", "HKD": "HK", "MOP": "MO", "TWD": "TW", "JPY": "JP", "KRW": "KR", "SGD": "SG", "MYR": "MY", "THB": "TH", "VND": "VN",
	"IDR": "ID", "PHP": "PH", "AED": "AE", "INR": "IN", "AUD": "AU", "GBP": "GB", "USD": "US", "CAD": "CA", "BRL": "BR", "MXN": "MX",
	"CHF": "CH", "SEK": "SE", "NOK": "NO", "DKK": "DK", "PLN": "PL", "EUR": "DE",
}

// Region is the country (ISO 3166) of a merchant's phone numbers: by its zone, else by its currency, else China.
func Region(m store.Merchant) string {
	if m.Zone != nil {
		if r, ok := regions[m.Zone.String()]; ok {
			return r
		}
	}
	if r, ok := regions[m.Currency]; ok {
		return r
	}
	return "CN"
}

// Phone is a phone number in E.164 ("+8613812348000"); "" stays "". A number is taken where its length is possible in its country:
// that it exists is proven by a code sent to it, not by a table that ages. A number with an extension (the privacy number of
// a marketplace) is never an identity. Returns ErrPhone or ErrPhoneExtension.
func Phone(text, region string) (string, *fault.Error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	if quick, ok := chineseMobile(text, region); ok {
		return quick, nil
	}
	if len(text) > 40 {
		return "", ErrPhone.At("phone", nil)
	}
	number, err := phonenumbers.Parse(text, region)
	switch {
	case err != nil:
		return "", ErrPhone.At("phone", nil)
	case number.GetExtension() != "":
		return "", ErrPhoneExtension.At("phone", nil)
	case !phonenumbers.IsPossibleNumber(number):
		return "", ErrPhone.At("phone", nil)
	}
	out := phonenumbers.Format(number, phonenumbers.E164)
	if strings.HasPrefix(out, "+861") && !mobile(out[3:]) {
		return "", ErrPhone.At("phone", nil)
	}
	return out, nil
}

// chineseMobile reads the usual spellings without the tables: this runs for every order at a till.
func chineseMobile(text, region string) (string, bool) {
	national, found := strings.CutPrefix(text, "+86")
	if !found && region != "CN" {
		return "", false
	}
	return "+86" + national, mobile(national)
}

func mobile(national string) bool {
	if len(national) != 11 || national[0] != '1' || national[1] < '3' || national[1] > '9' {
		return false
	}
	return !strings.ContainsFunc(national, func(r rune) bool { return r < '0' || r > '9' })
}
