package importer

import (
	"sort"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
)

// book is all facts of a file of orders, small enough that half a million lines fit into some 50 MB: texts are kept once,
// lines hang on their order by number.
type book struct {
	facts    []fact
	lines    []line
	texts    texts
	people   []person
	byNumber map[string]int32
	byPerson map[string]int32
	refused  []refused
	read     int64 // rows with a value
}

// fact is one order or one return.
type fact struct {
	at       calendar.Instant
	number   string
	person   int32 // −1: a guest
	store    int32 // texts
	channel  int32
	first    int32 // line; −1 where there is none
	last     int32
	row      int32 // where it begins
	badRow   int32 // a row of it that is refused; 0 where all are good
	size     int32 // lines
	isReturn bool
}

// line is one row of a fact.
type line struct {
	amount   int64 // minor units, before the discount
	discount int64
	micro    int32 // what rounding added, in millionths of a minor unit
	quantity int32
	sku      int32 // texts
	name     int32
	category int32
	kind     int32
	row      int32
	next     int32 // of the same fact; −1 at the end
}

// person is somebody whom orders name.
type person struct {
	ids  member.Identities
	name string
	id   int64        // once they are found or enrolled
	err  *fault.Error // why they cannot be
}

// texts keeps each text once.
type texts struct {
	all []string
	at  map[string]int32
}

func newBook() *book {
	return &book{
		texts:    texts{all: []string{""}, at: map[string]int32{"": 0}},
		byNumber: map[string]int32{}, byPerson: map[string]int32{},
	}
}

// keep answers the number of a text; the text itself is copied when it is new, because it points into a buffer.
func (t *texts) keep(text string) int32 {
	if i, ok := t.at[text]; ok {
		return i
	}
	own := string(append([]byte(nil), text...))
	i := int32(len(t.all))
	t.all = append(t.all, own)
	t.at[own] = i
	return i
}

func (b *book) refuse(row int, err *fault.Error) {
	b.refused = append(b.refused, refused{int64(row), err})
}

// hang adds a line to the fact.
func (b *book) hang(f *fact, l line) {
	at := int32(len(b.lines))
	l.next = -1
	b.lines = append(b.lines, l)
	if f.first < 0 {
		f.first = at
	} else {
		b.lines[f.last].next = at
	}
	f.last = at
	f.size++
}

// linesOf calls each with the lines of a fact, in the order of the file.
func (b *book) linesOf(f *fact, each func(*line)) {
	for i := f.first; i >= 0; i = b.lines[i].next {
		each(&b.lines[i])
	}
}

// settle refuses the facts that are not whole (invariant 2) and sorts the others by time (invariant 4).
func (b *book) settle() {
	good := b.facts[:0]
	for i := range b.facts {
		f := &b.facts[i]
		if f.badRow == 0 && f.first >= 0 {
			good = append(good, *f)
			continue
		}
		var why *fault.Error
		b.linesOf(f, func(l *line) {
			if why == nil {
				why = ErrPartial.New(fault.P{"row": f.badRow})
			}
			b.refuse(int(l.row), why)
		})
	}
	b.facts = good
	b.byNumber, b.byPerson, b.texts.at = nil, nil, nil // only reading needed them
	sort.SliceStable(b.facts, func(i, j int) bool { return b.facts[i].at < b.facts[j].at })
}

// chunk is the end of the chunk of facts that begins at from.
func (b *book) chunk(from int) int {
	lines := int32(0)
	for i := from; i < len(b.facts); i++ {
		if lines += b.facts[i].size; i > from && (i-from >= chunkFacts || lines > chunkLines) {
			return i
		}
	}
	return len(b.facts)
}

// waves cuts facts into batches of one kind, sales or returns, so that of each member the order of facts is kept
// (invariant 4): a fact goes into the first wave of its kind that comes after all earlier facts of its member. members
// are the ids by fact, 0 for a guest.
func (b *book) waves(facts []int, members []int64) [][]int {
	var out [][]int
	reached := map[int64]int{} // member → the wave of their last fact
	for k, i := range facts {
		wave := 0 // sales have the even waves, returns the odd ones
		if b.facts[i].isReturn {
			wave = 1
		}
		if id := members[k]; id != 0 {
			if last, ok := reached[id]; ok && last > wave {
				wave = last + (last+wave)%2
			}
			reached[id] = wave
		}
		for len(out) <= wave {
			out = append(out, nil)
		}
		out[wave] = append(out[wave], k)
	}
	return out
}
