package mall_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/mall"
)

// Pick-up codes are not guessed: after some wrong ones none is looked at for a while, tried in turn or at once.
func TestWrongPickUpCodesLock(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.Stock = 5 })
		r, _, err := s.try(s.in(it, nil))
		if err != nil {
			t.Fatal(err)
		}
		show := func(code string) error { return mall.Try(s.Ctx, s.DB, s.Scope, r.ID, code) }
		for range 4 {
			s.refused(show("1234567897"), mall.ErrCode)
		}
		if err := show(r.Code); err != nil {
			t.Errorf("right in time: %v", err)
		}
		var all sync.WaitGroup
		var compared atomic.Int64
		for range 20 {
			all.Go(func() {
				if err := show("1234567897"); fault.Has(err, mall.ErrCode) {
					compared.Add(1)
				} else if !fault.Has(err, mall.ErrLocked) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := compared.Load(); n != 5 {
			t.Errorf("%d codes were compared", n)
		}
		s.refused(show(r.Code), mall.ErrLocked)
		s.Wait(15 * time.Minute)
		if err := show(r.Code); err != nil {
			t.Errorf("after a while: %v", err)
		}
	})
}
