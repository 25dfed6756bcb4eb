package ledger_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// step is one partial refund of a history: of what an order earned, or of what it spent.
type step struct {
	order  int64
	spent  bool
	amount int64
	wait   calendar.Instant
}

// play runs the refunds in their order on fresh books and answers what the member has at the end and the sum of each cause.
func play(t *rapid.T, setup func(*ledger.Books) calendar.Instant, steps []step) (ledger.Balance, map[ledger.Cause]int64) {
	bk := ledger.InMemory(start, shanghai, causes, ada)
	now := setup(bk)
	for _, s := range steps {
		now += s.wait
		bk.CatchUp(ada, now)
		in := points(s.amount, order(s.order), now)
		if s.spent {
			if _, refused := bk.GiveBack(ada, in); refused != nil {
				t.Fatal(refused)
			}
			continue
		}
		if _, refused := bk.ClawBack(ada, in); refused != nil {
			t.Fatal(refused)
		}
	}
	bk.CatchUp(ada, now+400*day)
	if err := bk.Verify(true); err != nil {
		t.Fatal(err)
	}
	sums := map[ledger.Cause]int64{}
	for _, e := range bk.Posted() {
		if e.Account == ledger.Issued || e.Account == ledger.Spent {
			sums[e.Cause] += e.Amount
		}
	}
	return bk.Balance(ada, ledger.Points), sums
}

// split cuts an amount into random parts.
func split(t *rapid.T, amount int64) []int64 {
	var out []int64
	for amount > 0 {
		part := rapid.Int64Range(1, amount).Draw(t, "part")
		out = append(out, part)
		amount -= part
	}
	return out
}

// The theorem of refunds: the sums by cause depend on what remains alone, and so does the member's total,
// whatever the order of partial refunds, as long as no other lot expires meanwhile (invariant 13).
func TestRefundsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		earned, spends := map[int64]int64{}, map[int64]int64{}
		var have int64
		for _, c := range causes {
			earned[c] = rapid.Int64Range(0, 20).Draw(t, "earned")
			spends[c] = rapid.Int64Range(0, have+earned[c]).Draw(t, "spent") / 2
			have += earned[c] - spends[c]
		}
		setup := func(bk *ledger.Books) calendar.Instant {
			for _, c := range causes {
				if earned[c] > 0 {
					bk.Earn(ada, points(earned[c], order(c), start))
				}
				if spends[c] > 0 {
					if refused := bk.Spend(ada, points(spends[c], order(c), start)); refused != nil {
						t.Fatal(refused)
					}
				}
			}
			return start
		}
		var steps []step
		for _, c := range causes {
			for _, part := range split(t, rapid.Int64Range(0, earned[c]).Draw(t, "taken back")) {
				steps = append(steps, step{c, false, part, 0})
			}
			for _, part := range split(t, rapid.Int64Range(0, spends[c]).Draw(t, "given back")) {
				steps = append(steps, step{c, true, part, 0})
			}
		}
		total, sums := play(t, setup, steps)
		mixed := rapid.Permutation(steps).Draw(t, "order")
		otherTotal, otherSums := play(t, setup, mixed)
		if total.Net() != otherTotal.Net() || !cmp.Equal(sums, otherSums) {
			t.Fatalf("%v: %+v %v\n%v: %+v %v", steps, total, sums, mixed, otherTotal, otherSums)
		}
	})
}

// The same where the order's own lots expire between the refunds: the expiry is reversed as far as needed.
func TestRefundsAcrossExpiry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		earned := rapid.Int64Range(2, 30).Draw(t, "earned")
		spent := rapid.Int64Range(0, earned).Draw(t, "spent")
		others := rapid.Int64Range(0, 30).Draw(t, "others")
		setup := func(bk *ledger.Books) calendar.Instant {
			in := points(earned/2, order(1001), start)
			in.ExpiresAt = start + 10*day
			bk.Earn(ada, in)
			in = points(earned-earned/2, order(1001), start)
			in.ExpiresAt, in.Rule = start+20*day, "extra"
			bk.Earn(ada, in)
			if others > 0 {
				bk.Earn(ada, points(others, order(1002), start))
			}
			if spent > 0 {
				bk.Spend(ada, points(spent, order(1003), start))
			}
			return start
		}
		taken := rapid.Int64Range(1, earned).Draw(t, "taken back")
		var results []int64
		for range 3 {
			var steps []step
			for _, part := range split(t, taken) {
				steps = append(steps, step{1001, false, part, calendar.Instant(rapid.IntRange(0, 12).Draw(t, "wait")) * day})
			}
			total, sums := play(t, setup, steps)
			if got := sums[order(1001)]; got != earned-taken {
				t.Fatalf("sum of the order %d, want %d", got, earned-taken)
			}
			results = append(results, total.Net())
		}
		if slices.Max(results) != slices.Min(results) {
			t.Fatalf("totals %v", results)
		}
	})
}

// Whoever posts what is due, and whenever: entry by entry the same.
func TestLazyCatchUpEqualsDayTurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		lazy, daily := history(t, seed, 1000), history(t, seed, 1)
		hourly := history(t, seed, 0)
		if diff := cmp.Diff(daily, lazy); diff != "" {
			t.Fatalf("lazy differs from the day-turn:\n%s", diff)
		}
		if diff := cmp.Diff(hourly, lazy); diff != "" {
			t.Fatalf("lazy differs from the hourly turn:\n%s", diff)
		}
	})
}

// history plays the facts of a seed; between facts the day-turn visits every so many days (0: every hour).
func history(t *rapid.T, seed uint64, every int) []ledger.Entry {
	random := rand.New(rand.NewPCG(seed, 1))
	bk := ledger.InMemory(start, shanghai, causes, ada)
	now := start
	for i := range 12 {
		next := now + calendar.Instant(random.IntN(20*24))*day/24
		turn := calendar.Instant(every) * day
		if every == 0 {
			turn = day / 24
		}
		for at := now + turn; at < next; at += turn {
			bk.CatchUp(ada, at)
		}
		now = next
		bk.CatchUp(ada, now)
		fact(bk, random, now, causes[i%len(causes)])
	}
	bk.CatchUp(ada, now+500*day)
	if err := bk.Verify(true); err != nil {
		t.Fatal(err)
	}
	out := bk.Posted()
	ids := map[int64]int64{} // holds take ids too, so number entries by their place
	for i := range out {
		ids[out[i].ID] = int64(i + 1)
		out[i].ID, out[i].LotID, out[i].FromLot = ids[out[i].ID], ids[out[i].LotID], ids[out[i].FromLot]
	}
	return out
}

func fact(bk *ledger.Books, random *rand.Rand, now calendar.Instant, cause int64) {
	in := points(1+random.Int64N(20), order(cause), now)
	switch random.IntN(6) {
	case 0, 1, 2:
		in.AvailableAt = now + calendar.Instant(random.IntN(10))*day
		in.ExpiresAt = now + calendar.Instant(10+random.IntN(60))*day
		in.IdleMonths = random.IntN(3)
		bk.Earn(ada, in)
	case 3:
		bk.Spend(ada, in)
	case 4:
		bk.Hold(ada, in, now+calendar.Instant(1+random.IntN(40))*day)
	case 5:
		bk.ClawBack(ada, in)
	}
}

// A lot that expires by inactivity lives on with every activity, and no lot is written for that.
func TestExpiryByInactivity(t *testing.T) {
	bk := ledger.InMemory(start, shanghai, nil, ada) // 15 June, noon
	in := points(50, order(1), start)
	in.IdleMonths = 3
	earn(t, bk, ada, in)
	end := calendar.DayOf(2026, time.September, 15).End(shanghai)
	if got := bk.NextDue(ada); got != end {
		t.Fatalf("due %s, want %s", got, end)
	}
	november := calendar.Of(time.Date(2026, 9, 15, 10, 0, 0, 0, time.UTC))
	bk.CatchUp(ada, november)
	must(t, bk.Spend(ada, points(20, order(2), november)))
	bk.CatchUp(ada, end+30*day)
	if got := bk.Balance(ada, ledger.Points).Available; got != 30 {
		t.Fatalf("active on the last day, yet %d left", got)
	}
	want := calendar.DayOf(2026, time.December, 15).End(shanghai)
	posted := bk.CatchUp(ada, want)
	if len(posted) != 1 || posted[0].At != want || posted[0].Expired.Of(ledger.Points) != 30 {
		t.Fatalf("posted %+v", posted)
	}
	if buckets := bk.Expiring(ada, ledger.Points, calendar.Never); len(buckets) != 0 {
		t.Fatalf("still expiring: %+v", buckets)
	}
}

// The soonest-expiring lot goes first even if it is younger, and equal ones by age; a late activation cannot change an
// order that was taken already.
func TestDrawingOrder(t *testing.T) {
	bk := ledger.InMemory(start, shanghai, nil, ada)
	lot := func(amount int64, expires calendar.Instant) int64 {
		in := points(amount, order(1), start)
		in.ExpiresAt = expires
		return earn(t, bk, ada, in)
	}
	never, late, soon, soonToo := lot(10, 0), lot(10, start+90*day), lot(10, start+5*day), lot(10, start+5*day)
	must(t, bk.Spend(ada, points(34, order(2), start)))
	var drawn [][2]int64
	for _, e := range bk.Posted()[4:] {
		drawn = append(drawn, [2]int64{e.LotID, e.Amount})
	}
	want := [][2]int64{{soon, -10}, {soonToo, -10}, {late, -10}, {never, -4}}
	if !slices.Equal(drawn, want) {
		t.Fatalf("drawn %v, want %v", drawn, want)
	}
}

// A return to an expired lot: without grace it comes back and expires in the same commit, two entries; with grace a
// lot follows, which is still the first order's own.
func TestReturnToExpiredLot(t *testing.T) {
	setup := func() (*ledger.Books, calendar.Instant) {
		bk := ledger.InMemory(start, shanghai, []int64{1, 2}, ada)
		in := points(40, order(1), start)
		in.ExpiresAt = start + 10*day
		earn(t, bk, ada, in)
		must(t, bk.Spend(ada, points(30, order(2), start)))
		bk.CatchUp(ada, start+20*day)
		return bk, start + 20*day
	}
	bk, now := setup()
	returned, refused := bk.GiveBack(ada, points(30, order(2), now))
	must(t, refused)
	if returned != (ledger.Returned{Expired: 30}) || len(bk.Posted()) != 5 {
		t.Fatalf("without grace: %+v, %d entries", returned, len(bk.Posted()))
	}
	clawed, refused := bk.ClawBack(ada, points(40, order(1), now))
	must(t, refused)
	if clawed != (ledger.Clawed{Unexpired: 40}) || bk.Balance(ada, ledger.Points) != (ledger.Balance{}) {
		t.Fatalf("clawed %+v, left %+v", clawed, bk.Balance(ada, ledger.Points))
	}

	bk, now = setup()
	in := points(30, order(2), now)
	in.ExpiresAt = now + 7*day
	returned, refused = bk.GiveBack(ada, in)
	must(t, refused)
	buckets := bk.Expiring(ada, ledger.Points, calendar.Never)
	if returned != (ledger.Returned{Renewed: 30}) || len(buckets) != 1 || buckets[0] != (ledger.Bucket{At: now + 7*day, Amount: 30}) {
		t.Fatalf("with grace: %+v %+v", returned, buckets)
	}
	clawed, refused = bk.ClawBack(ada, points(40, order(1), now))
	must(t, refused)
	if clawed != (ledger.Clawed{FromOwn: 30, Unexpired: 10}) {
		t.Fatalf("clawed %+v", clawed)
	}
	if bk.Earning(ada, ledger.Points, order(1)) != 0 || bk.Spending(ada, ledger.Points, order(2)) != 0 {
		t.Fatal("sums by cause are not zero")
	}
}

// What a claw-back cannot take is debt, which the next points pay; held points are never taken.
func TestDebtIsPaidFirst(t *testing.T) {
	bk := ledger.InMemory(start, shanghai, []int64{1}, ada)
	earn(t, bk, ada, points(40, order(1), start))
	hold, refused := bk.Hold(ada, points(25, order(2), start), start+day)
	must(t, refused)
	clawed, refused := bk.ClawBack(ada, points(40, order(1), start))
	must(t, refused)
	if clawed != (ledger.Clawed{FromOwn: 15, Debt: 25}) {
		t.Fatalf("clawed %+v", clawed)
	}
	earn(t, bk, ada, points(10, order(3), start))
	if got := bk.Balance(ada, ledger.Points); got != (ledger.Balance{Held: 25, Debt: 15}) {
		t.Fatalf("after earning %+v", got)
	}
	must(t, bk.Release(ada, hold, start))
	if got := bk.Balance(ada, ledger.Points); got != (ledger.Balance{Available: 10}) {
		t.Fatalf("after the release %+v", got)
	}
}

// Spend, capture and return of stored value keep principal and bonus apart.
func TestBalanceKeepsPrincipalAndBonusApart(t *testing.T) {
	bk := ledger.InMemory(start, shanghai, []int64{5}, ada)
	for asset, amount := range map[ledger.Asset]int64{ledger.Principal: 10000, ledger.Bonus: 2000} {
		earn(t, bk, ada, ledger.In{Asset: asset, Amount: amount, Account: ledger.Recharged, Cause: ledger.Cause{Kind: "recharge", ID: 9}, At: start})
	}
	hold, refused := bk.Hold(ada, ledger.In{Asset: ledger.Bonus, Amount: 1500, Cause: order(5), At: start}, start+day)
	must(t, refused)
	must(t, bk.Capture(ada, hold, ledger.In{Amount: 1200, Cause: order(5), At: start}))
	must(t, bk.Spend(ada, ledger.In{Asset: ledger.Principal, Amount: 800, Cause: order(5), At: start}))
	if bk.Balance(ada, ledger.Bonus).Available != 800 || bk.Balance(ada, ledger.Principal).Available != 9200 {
		t.Fatalf("%+v", bk.Wallet(ada))
	}
	if _, refused := bk.GiveBack(ada, ledger.In{Asset: ledger.Bonus, Amount: 1201, Cause: order(5), At: start}); refused == nil {
		t.Fatal("more bonus came back than was spent")
	}
	_, refused = bk.GiveBack(ada, ledger.In{Asset: ledger.Bonus, Amount: 1200, Cause: order(5), At: start})
	must(t, refused)
	if bk.Balance(ada, ledger.Bonus).Available != 2000 || bk.Balance(ada, ledger.Principal).Available != 9200 {
		t.Fatalf("%+v", bk.Wallet(ada))
	}
}

// The day-turn finds members by what is due, soonest first, page by page.
func TestDueMembers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		now := s.now()
		s.do([]int64{1, 2, 3, 4}, ledger.Need{}, func(bk *ledger.Books) {
			for m := int64(1); m <= 3; m++ {
				in := points(10, order(m), now)
				in.ExpiresAt = now + calendar.Instant(4-m)*day
				earn(t, bk, m, in)
			}
			bk.SetOtherDue(4, now+day/2)
		})
		due := func(until calendar.Instant, after ledger.Due) (out []ledger.Due) {
			s.view(func(tx *store.Tx) (err error) {
				out, err = ledger.DueMembers(t.Context(), tx, until, after)
				return err
			})
			return out
		}
		want := []ledger.Due{{MemberID: 4, At: now + day/2}, {MemberID: 3, At: now + day}, {MemberID: 2, At: now + 2*day}}
		if got := due(now+2*day, ledger.Due{}); !slices.Equal(got, want) {
			t.Fatalf("due %v, want %v", got, want)
		}
		if got := due(calendar.Never, want[1]); len(got) != 2 || got[1].MemberID != 1 {
			t.Fatalf("after the second: %v", got)
		}
		s.wait(48 * time.Hour)
		s.do([]int64{3, 2, 4}, ledger.Need{}, func(bk *ledger.Books) { bk.SetOtherDue(4, calendar.Never) })
		if got := due(calendar.Never, ledger.Due{}); len(got) != 1 || got[0].MemberID != 1 {
			t.Fatalf("after the turn: %v", got)
		}
		s.check()
	})
}
