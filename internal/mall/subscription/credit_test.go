package subscription_test

import "testing"

// Whoever buys, upgrades and cancels has all his money back, and keeps no gift.
func TestGiftsGoWithWhatWasCreditedWhole(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		cooling := silver()
		cooling.CoolingDays = 7
		low, high := s.add("silver", cooling), s.add("gold", gold())
		s.sell(id, low)
		s.sell(id, low) // renewed
		s.Days(3)
		m := s.sell(id, high)
		if m.CreditMinor != 730_00 || s.Points(id).Net() != 650 {
			t.Errorf("credit %d, %+v", m.CreditMinor, s.Points(id))
		}
		c, err := s.cancel(id, high)
		if err != nil || c.RefundMinor != 800_00 {
			t.Fatalf("%+v %v", c, err)
		}
		if got := s.Points(id).Net(); got != 0 {
			t.Errorf("%d points are left", got)
		}
	})
}
