package tally

import "regulars/internal/calendar"

// Attribute is what is counted under a name of segment's catalogue, as of a day: int64 or string, nil where it is not known yet. It reports
// false for a name under which nothing is counted here.
func (s *Stat) Attribute(name string, asOf calendar.Day) (value any, counted bool) {
	if is := s.always(name); is != nil {
		return is, true
	}
	bought := s.PurchaseDays > 0
	switch name {
	case "average_minor":
		return ifKnown(s.AverageMinor(), s.OrderCount > 0), true
	case "interval_days":
		return ifKnown(s.IntervalDays()), true
	case "first_order_on":
		return ifKnown(s.FirstOrderOn.String(), bought), true
	case "last_order_on":
		return ifKnown(s.LastOrderOn.String(), bought), true
	case "first_order_days":
		return ifKnown(int64(asOf-s.FirstOrderOn), bought), true
	case "last_order_days":
		return ifKnown(int64(asOf-s.LastOrderOn), bought), true
	case "favourite_category":
		return ifKnown(s.FavouriteCategory, s.FavouriteCategory != ""), true
	}
	return nil, false
}

// always is what is known of everybody.
func (s *Stat) always(name string) any {
	switch name {
	case "order_count":
		return s.OrderCount
	case "spend_minor":
		return s.SpendMinor
	case "refund_minor":
		return s.RefundMinor
	case "purchase_days":
		return s.PurchaseDays
	}
	return nil
}

func ifKnown[T any](value T, known bool) any {
	if !known {
		return nil
	}
	return value
}
