package ledger_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
)

const day = calendar.Instant(86_400_000_000)

var shanghai = time.FixedZone("CST", 8*3600)

// start is Monday 15 June 2026, noon in Shanghai.
var start = calendar.Of(time.Date(2026, 6, 15, 4, 0, 0, 0, time.UTC))

const ada = int64(7)

var causes = []int64{1001, 1002, 1003, 1004}

func order(id int64) ledger.Cause { return ledger.Cause{Kind: "order", ID: id} }

// machine runs the same random commands on books and on the model.
type machine struct {
	t      *rapid.T
	bk     *ledger.Books
	m      model
	now    calendar.Instant
	holds  []int64
	member int64
	save   func() // what happens between two commands: on a database, save and reopen
}

func newMachine(t *rapid.T) *machine {
	return &machine{t: t, bk: ledger.InMemory(start, shanghai, causes, ada), m: model{zone: shanghai}, now: start, member: ada}
}

func (x *machine) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"":         x.check,
		"wait":     x.wait,
		"earn":     x.earn,
		"earnMore": x.earn,
		"spend":    x.spend,
		"clawBack": x.clawBack,
		"giveBack": x.giveBack,
		"hold":     x.hold,
		"release":  x.release,
		"capture":  x.capture,
		"schedule": x.schedule,
		"adjust":   x.adjust,
	}
}

func (x *machine) in(t *rapid.T) ledger.In {
	return ledger.In{Asset: ledger.Points, Amount: rapid.Int64Range(1, 12).Draw(t, "amount"),
		Cause: order(rapid.SampledFrom(causes).Draw(t, "cause")), Rule: rapid.SampledFrom([]string{"base", "extra"}).Draw(t, "rule"), At: x.now}
}

func (x *machine) wait(t *rapid.T) {
	x.now += calendar.Instant(rapid.IntRange(1, 30).Draw(t, "half days")) * day / 2
	if x.save != nil {
		x.save() // the database opens the books at the new time, which loads what is due
	}
	x.bk.SetNow(x.now)
	x.bk.CatchUp(x.member, x.now)
	x.m.catchUp(x.now)
}

func (x *machine) earn(t *rapid.T) {
	in := x.in(t)
	in.AvailableAt = x.now + rapid.SampledFrom([]calendar.Instant{0, 0, 3 * day, 10 * day}).Draw(t, "available in")
	in.ExpiresAt = rapid.SampledFrom([]calendar.Instant{0, x.now + 10*day, x.now + 20*day, x.now + 40*day}).Draw(t, "expires")
	in.IdleMonths = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "idle")
	in.Passive = rapid.Bool().Draw(t, "passive")
	if _, refused := x.bk.Earn(x.member, in); refused != nil {
		t.Fatal(refused)
	}
	x.m.earn(in, !in.Passive)
}

func (x *machine) spend(t *rapid.T) {
	in := x.in(t)
	refused := x.bk.Spend(x.member, in)
	ok := x.m.draw(in, spent, in.Cause.ID)
	if ok {
		x.m.activeAt = max(x.m.activeAt, x.now)
	}
	agree(t, refused, ok, ledger.ErrNotEnoughPoints)
}

func agree(t *rapid.T, refused *fault.Error, ok bool, code fault.Code) {
	if (refused == nil) != ok || refused != nil && !fault.Has(refused, code) {
		t.Fatalf("refused: %v; the model: %v", refused, ok)
	}
}

func (x *machine) clawBack(t *rapid.T) {
	in := x.in(t)
	got, refused := x.bk.ClawBack(x.member, in)
	if refused != nil {
		t.Fatal(refused)
	}
	if want := x.m.clawBack(in); got != want {
		t.Fatalf("clawed %+v, the model %+v", got, want)
	}
}

func (x *machine) giveBack(t *rapid.T) {
	in := x.in(t)
	in.ExpiresAt = x.now + rapid.SampledFrom([]calendar.Instant{0, 5 * day}).Draw(t, "grace")
	returned, refused := x.bk.GiveBack(x.member, in)
	agree(t, refused, x.m.giveBack(in), ledger.ErrGiveBack)
	if refused == nil && returned.Total() != in.Amount {
		t.Fatalf("returned %+v of %d", returned, in.Amount)
	}
}

func (x *machine) hold(t *rapid.T) {
	in := x.in(t)
	until := x.now + rapid.SampledFrom([]calendar.Instant{day / 2, 5 * day, 30 * day}).Draw(t, "until")
	id, refused := x.bk.Hold(x.member, in, until)
	key := int64(len(x.holds)) // the model's own name of the hold
	ok := x.m.draw(in, held, key)
	agree(t, refused, ok, ledger.ErrNotEnoughPoints)
	if ok {
		x.m.holds = append(x.m.holds, modelHold{key, until})
		x.holds = append(x.holds, id)
	}
}

// pick chooses a hold, open or not.
func (x *machine) pick(t *rapid.T) (id, key int64, open bool) {
	if len(x.holds) == 0 {
		t.Skip("no hold")
	}
	key = int64(rapid.IntRange(0, len(x.holds)-1).Draw(t, "hold"))
	return x.holds[key], key, len(x.m.held(key)) > 0
}

func (x *machine) release(t *rapid.T) {
	id, key, open := x.pick(t)
	refused := x.bk.Release(x.member, id, x.now)
	agree(t, refused, open, ledger.ErrHoldClosed)
	if open {
		x.m.release(key, x.now, true)
	}
}

func (x *machine) capture(t *rapid.T) {
	id, key, open := x.pick(t)
	in := x.in(t)
	has := int64(len(x.m.held(key)))
	refused := x.bk.Capture(x.member, id, in)
	switch {
	case !open:
		agree(t, refused, false, ledger.ErrHoldClosed)
	case has < in.Amount:
		agree(t, refused, false, ledger.ErrHoldSmall)
	default:
		agree(t, refused, true, ledger.ErrHoldClosed)
		x.m.capture(key, in)
	}
}

func (x *machine) schedule(t *rapid.T) {
	cause := rapid.SampledFrom(causes).Draw(t, "cause")
	at := x.now + rapid.SampledFrom([]calendar.Instant{0, 2 * day, 9 * day}).Draw(t, "at")
	x.bk.Schedule(x.member, order(cause), at)
	x.bk.CatchUp(x.member, x.now)
	for _, tk := range x.m.tokens {
		if tk.state == pending && tk.lot.cause == cause && tk.lot.availableAt > at {
			tk.lot.availableAt = at
		}
	}
	x.m.catchUp(x.now)
}

func (x *machine) adjust(t *rapid.T) {
	in := x.in(t)
	in.Cause = ledger.Cause{Kind: "adjustment", ID: 1}
	if rapid.Bool().Draw(t, "up") {
		if refused := x.bk.Adjust(x.member, in); refused != nil {
			t.Fatal(refused)
		}
		x.m.earn(in, false)
		return
	}
	ok := x.m.draw(in, clawed, 0)
	in.Amount = -in.Amount
	agree(t, x.bk.Adjust(x.member, in), ok, ledger.ErrNotEnoughPoints)
}

// check compares books and model after each command.
func (x *machine) check(t *rapid.T) {
	if x.save != nil {
		x.save()
	}
	if err := x.bk.Verify(x.save == nil); err != nil {
		t.Fatal(err)
	}
	if got, want := x.bk.Balance(x.member, ledger.Points), x.m.balance(); got != want {
		t.Fatalf("books %+v, the model %+v", got, want)
	}
	if x.save != nil {
		return
	}
	if got, want := pilesOf(x.bk.Lots(x.member)), x.m.piles(); !reflect.DeepEqual(got, want) {
		t.Fatalf("lots differ\nbooks %s\nmodel %s", show(got), show(want))
	}
	if got, want := x.bk.NextDue(x.member), x.m.next(); got != want {
		t.Fatalf("due %s, the model %s", got, want)
	}
}

func show(piles map[pile]sums) string {
	text := ""
	for p, s := range piles {
		text += fmt.Sprintf("\n  %+v: %+v", p, s)
	}
	return text
}

// Random histories end as single points counted by hand would (invariants 2 to 10).
func TestBooksAgreeWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		t.Repeat(newMachine(t).actions())
	})
}
