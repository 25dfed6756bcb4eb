package catalog

import (
	"strings"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/money"
)

// The types of a product; fees and delivery are no products to insight.
const (
	TypeProduct  = "product"
	TypeDelivery = "delivery"
	TypeFee      = "fee"
)

// The states of a product.
const (
	OnSale  = "on_sale"
	OffSale = "off_sale"
)

// Category is a node of the tree.
type Category struct {
	ID       int64
	Code     string
	Name     string
	Parent   string // code of the parent; empty at the top
	Position int64  // order among its siblings
	MarginBp *int64 // gross margin in basis points of the price; nil where it is not known
	Version  int64
}

// Product is one thing that is sold.
type Product struct {
	ID         int64
	SKU        string
	Name       string
	Category   string  // code; may be empty
	Type       string  // TypeProduct where it is empty
	PriceMinor int64   // list price; 0 where none is stated
	CostMinor  *int64  // what it costs the merchant; nil where it is not known
	Status     string  // OnSale where it is empty
	Picture    *string // digest of package media, "" for none; nil is not read (Lookup), or left as it is (Save, Change)
	Version    int64
}

// Saved is what became of one item of a batch: its id, or why it was refused.
type Saved struct {
	ID      int64
	Created bool
	Err     *fault.Error
}

// check fills the defaults of a product and refuses what is wrong in itself.
func (p *Product) check() *fault.Error {
	if p.Type == "" {
		p.Type = TypeProduct
	}
	if p.Status == "" {
		p.Status = OnSale
	}
	if p.Name == "" {
		p.Name = p.SKU
	}
	errs := []*fault.Error{
		CheckText("sku", p.SKU, MaxCode, true),
		CheckText("name", p.Name, MaxName, false),
		CheckText("category", p.Category, MaxCode, false),
		checkOneOf("type", p.Type, TypeProduct, TypeDelivery, TypeFee),
		checkOneOf("status", p.Status, OnSale, OffSale),
		checkRange("price_minor", p.PriceMinor, 0, money.Limit),
		CheckText("picture", p.picture(), media.MaxName, false),
	}
	if p.CostMinor != nil {
		errs = append(errs, checkRange("cost_minor", *p.CostMinor, 0, money.Limit))
	}
	return fault.As(fault.Join(errs...))
}

// picture is the digest of the picture, "" where there is none.
func (p *Product) picture() string {
	if p.Picture == nil {
		return ""
	}
	return *p.Picture
}

// same reports whether saving p over old would change nothing.
func (p *Product) same(old *Product) bool {
	return p.Name == old.Name && p.Category == old.Category && p.Type == old.Type && p.Status == old.Status &&
		p.PriceMinor == old.PriceMinor && p.picture() == old.picture() && stored(p.CostMinor) == stored(old.CostMinor)
}

// check refuses a category that is wrong in itself.
func (c *Category) check() *fault.Error {
	if c.Name == "" {
		c.Name = c.Code
	}
	errs := []*fault.Error{
		CheckText("code", c.Code, MaxCode, true),
		CheckText("name", c.Name, MaxName, false),
		CheckText("parent", c.Parent, MaxCode, false),
		checkRange("position", c.Position, 0, MaxPosition),
	}
	if c.MarginBp != nil {
		errs = append(errs, checkRange("margin_bp", *c.MarginBp, -money.BpOne, money.BpOne))
	}
	return fault.As(fault.Join(errs...))
}

// same reports whether saving c over old would change nothing.
func (c *Category) same(old *Category) bool {
	return c.Name == old.Name && c.Parent == old.Parent && c.Position == old.Position &&
		stored(c.MarginBp) == stored(old.MarginBp)
}

// Unknown stands in a column for a number that nobody knows: columns that are compared hold no NULL.
const Unknown = -1 << 40

func stored(n *int64) int64 {
	if n == nil {
		return Unknown
	}
	return *n
}

// Known reads such a column: nil for Unknown.
func Known(n int64) *int64 {
	if n == Unknown {
		return nil
	}
	return &n
}

// CheckText refuses what neither engine stores alike (NUL, invalid UTF-8), what is too long and,
// where it is required, what is missing.
func CheckText(field, text string, limit int, required bool) *fault.Error {
	switch {
	case text == "" && required:
		return fault.ErrRequired.At(field, nil)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fault.ErrInvalid.At(field, fault.P{"reason": "not plain text"})
	case utf8.RuneCountInString(text) > limit:
		return fault.ErrTooLong.At(field, fault.P{"limit": limit})
	}
	return nil
}

func checkOneOf(field, value string, allowed ...string) *fault.Error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fault.ErrInvalid.At(field, fault.P{"reason": strings.Join(allowed, ", ")})
}

func checkRange(field string, value, low, high int64) *fault.Error {
	if value < low || value > high {
		return fault.ErrRange.At(field, fault.P{"min": low, "max": high})
	}
	return nil
}
