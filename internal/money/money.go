package money

import (
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"regulars/internal/fault"
)

// Limit is the largest amount that any field may hold, in minor units or points.
// Sums of a hundred million such amounts still fit into an int64 of the ledger.
const Limit = 10_000_000_000

// BpOne is a rate of 1 in basis points.
const BpOne = 10_000

// Rounding says what becomes of a fraction.
type Rounding string

// The ways to round; amounts are not negative where they are used.
const (
	Floor  Rounding = "floor"
	HalfUp Rounding = "half_up"
	Ceil   Rounding = "ceil"
)

// MulDiv is a·b/c rounded; a, b ≥ 0 and c > 0. It panics where the result does not fit,
// which amounts within Limit cannot reach.
func MulDiv(a, b, c int64, r Rounding) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	quo, rem := bits.Div64(hi, lo, uint64(c))
	switch r {
	case Ceil:
		if rem > 0 {
			quo++
		}
	case HalfUp:
		if rem >= uint64(c)-rem {
			quo++
		}
	case Floor:
	}
	return int64(quo)
}

// Part is what j of q units keep of an amount: floor(amount·j/q).
func Part(amount, j, q int64) int64 {
	if j == q {
		return amount
	}
	return MulDiv(amount, j, q, Floor)
}

// Spread divides amount over the weights by cumulative floor. The parts sum to amount where
// any weight is positive; no part exceeds its exact share by a unit or more. Where amount is at most the
// sum of the weights, no part exceeds its weight.
func Spread(amount int64, weights []int64) []int64 {
	parts := make([]int64, len(weights))
	var total int64
	for _, w := range weights {
		total += w
	}
	if total == 0 {
		return parts
	}
	var seen, given int64
	for i, w := range weights {
		seen += w
		upTo := MulDiv(amount, seen, total, Floor)
		parts[i] = upTo - given
		given = upTo
	}
	return parts
}

// exponents of the currencies that do not have two decimals (ISO 4217).
var exponents = map[string]int{
	"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "UGX": 0, "XAF": 0, "XOF": 0, "PYG": 0,
	"BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3,
}

// Exponent is the number of decimals of a currency.
func Exponent(currency string) int {
	if e, ok := exponents[currency]; ok {
		return e
	}
	return 2
}

// Format is an amount as a decimal, such as "1864.20".
func Format(minor int64, currency string) string {
	e := Exponent(currency)
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	if e == 0 {
		return sign + strconv.FormatInt(minor, 10)
	}
	text := fmt.Sprintf("%0*d", e+1, minor)
	return sign + text[:len(text)-e] + "." + text[len(text)-e:]
}

// ParseProduct is quantity × a decimal price in minor units, rounded half away from zero, and what the rounding
// added, in millionths of a minor unit: 3 × "0.295" in GBP is 89 with +500,000.
func ParseProduct(price string, quantity int64, currency string) (minor, addedMicro int64, err error) {
	exact, ok := new(big.Rat).SetString(strings.TrimSpace(price))
	if !ok || strings.ContainsAny(price, "/eE_xX") {
		return 0, 0, fmt.Errorf("not a decimal number: %q", price)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(Exponent(currency))), nil)
	exact.Mul(exact, new(big.Rat).SetInt(scale))
	exact.Mul(exact, new(big.Rat).SetInt64(quantity))
	minor, ok = roundRat(exact)
	if !ok || minor > Limit || minor < -Limit {
		return 0, 0, fmt.Errorf("amount out of range: %q", price)
	}
	added := new(big.Rat).Sub(new(big.Rat).SetInt64(minor), exact)
	addedMicro, _ = roundRat(added.Mul(added, big.NewRat(1_000_000, 1)))
	return minor, addedMicro, nil
}

// Parse is a decimal in minor units, refused where it has more decimals than the currency.
func Parse(text, currency string) (int64, error) {
	minor, added, err := ParseProduct(text, 1, currency)
	if err != nil {
		return 0, err
	}
	if added != 0 {
		return 0, fmt.Errorf("more decimals than %s has: %q", currency, text)
	}
	return minor, nil
}

// roundRat rounds half away from zero.
func roundRat(x *big.Rat) (int64, bool) {
	two := big.NewInt(2)
	num := new(big.Int).Mul(new(big.Int).Abs(x.Num()), two)
	num.Add(num, x.Denom())
	num.Quo(num, new(big.Int).Mul(x.Denom(), two))
	if x.Sign() < 0 {
		num.Neg(num)
	}
	return num.Int64(), num.IsInt64()
}

// symbols are how people write currencies.
var symbols = map[string]string{"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}

// Words is an amount as people write it in a sentence, without needless decimals: ¥1,200, -¥0.50.
func Words(minor int64, currency string) string {
	text, negative := strings.CutPrefix(Format(minor, currency), "-")
	if whole, cents, ok := strings.Cut(text, "."); ok && strings.Trim(cents, "0") == "" {
		text = whole
	}
	symbol, known := symbols[currency]
	if !known {
		symbol = currency + " "
	}
	if negative {
		symbol = "-" + symbol
	}
	return symbol + Group(text)
}

// Voice says money in the currency and other numbers in groups.
func Voice(currency string) *fault.Voice {
	return &fault.Voice{
		Money:  func(minor int64) string { return Words(minor, currency) },
		Number: func(n int64) string { return Group(strconv.FormatInt(n, 10)) },
	}
}

// Group puts commas between the thousands of a decimal number.
func Group(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest, fraction := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction {
		whole += "." + rest
	}
	return sign + whole
}
