package hand

import (
	"fmt"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/fault"
)

// Limits of what one order names.
const (
	MaxCodes = 50   // coupons
	MaxUses  = 50   // entitlements
	maxTimes = 1000 // uses of one of them
	maxCode  = 40   // characters
)

// Asked is what an order names of what its member holds, besides points and balance. The zero value names nothing.
type Asked struct {
	Best  bool     // the lawful combination of coupons that is worth most
	Codes []string // or these
	Uses  []Uses
}

// Uses asks for uses of an entitlement.
type Uses struct {
	Ref      benefit.Ref
	Line     int // its place, or deal.AnyLine
	Quantity int64
}

// Coupons reports whether coupons are asked for.
func (a *Asked) Coupons() bool { return a.Best || len(a.Codes) > 0 }

// Check gives what is wrong with the fields, or nil; codes become as they are printed, each once. lines is how many lines the order has.
func (a *Asked) Check(lines int) *fault.Error {
	var wrong []*fault.Error
	if len(a.Codes) > MaxCodes {
		wrong = append(wrong, fault.ErrTooMany.At("coupons", fault.P{"limit": MaxCodes}))
	}
	if len(a.Uses) > MaxUses {
		wrong = append(wrong, fault.ErrTooMany.At("entitlements", fault.P{"limit": MaxUses}))
	}
	var codes []string
	seen := map[string]bool{}
	for i, code := range a.Codes {
		code = coupon.CleanCode(code)
		switch {
		case code == "":
			wrong = append(wrong, fault.ErrRequired.At(fmt.Sprintf("coupons[%d]", i), nil))
		case len(code) > maxCode:
			wrong = append(wrong, fault.ErrTooLong.At(fmt.Sprintf("coupons[%d]", i), fault.P{"limit": maxCode}))
		}
		if !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	a.Codes = codes
	for i, u := range a.Uses {
		at := fmt.Sprintf("entitlements[%d]", i)
		if u.Quantity < 1 || u.Quantity > maxTimes {
			wrong = append(wrong, fault.ErrRange.At(at+".quantity", fault.P{"min": 1, "max": maxTimes}))
		}
		if u.Line < -1 || u.Line >= lines {
			wrong = append(wrong, fault.ErrRange.At(at+".line", fault.P{"min": 0, "max": lines - 1}))
		}
	}
	return fault.As(fault.Join(wrong...))
}

// OrNil is what is asked for; nil where that is nothing.
func (a *Asked) OrNil() *Asked {
	if !a.Coupons() && len(a.Uses) == 0 {
		return nil
	}
	return a
}
