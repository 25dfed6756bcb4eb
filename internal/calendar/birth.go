package calendar

// Birth is a birthday as far as its month goes: who names a lunar one is celebrated by that.
type Birth struct {
	Month int64 // 1–12, 0 where it is not known
	Lunar Lunar // the zero value where it is not known
}

// In reports whether the birthday falls into the month in which the day lies; known is false where there is none.
func (b Birth) In(d Day) (in, known bool) {
	if b.Lunar.Month == 0 {
		_, month, _ := d.Date()
		return b.Month == int64(month), b.Month != 0
	}
	for _, s := range d.LunarOfMonth() {
		if b.Lunar.Month == s.Month && b.Lunar.Day >= s.From && b.Lunar.Day <= s.To && (s.Leap == b.Lunar.Leap || s.Alone) {
			return true, true
		}
	}
	return false, true
}

// Children are the birthdays of somebody's children; a child that is expected has one to come.
type Children []Day

// BirthdayIn reports whether one of those who are born by the day has the birthday in its month.
func (c Children) BirthdayIn(d Day) bool {
	_, month, _ := d.Date()
	for _, born := range c {
		if _, m, _ := born.Date(); m == month && born <= d {
			return true
		}
	}
	return false
}

// Youngest is the age of the youngest in days, below 0 where it is expected; known is false without children.
func (c Children) Youngest(d Day) (days int64, known bool) {
	for i, born := range c {
		if age := int64(d - born); i == 0 || age < days {
			days = age
		}
	}
	return days, len(c) > 0
}
