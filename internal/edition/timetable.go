package edition

import (
	"context"
	"sort"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Timetable is all the editions of a merchant as a transaction sees them. It does not change.
type Timetable struct {
	stamp    int64
	versions []Version // by number
	order    []int     // indexes of those not withdrawn, by effective_at and number
}

// Load reads the merchant's timetable: one small statement when nothing has been published since the last time.
// Returns ErrNone.
func Load(ctx context.Context, tx *store.Tx) (*Timetable, error) {
	load := LoadLater(tx)
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	return load(ctx)
}

// LoadLater is Load; the timetable can be asked for once the transaction has waited for an answer.
func LoadLater(tx *store.Tx) (load func(ctx context.Context) (*Timetable, error)) {
	stamp, found := int64(0), false
	tx.QueryLater(`SELECT stamp FROM edition_draft WHERE merchant_id = $1`, func(r store.Row) error {
		found = true
		return r.Scan(&stamp)
	}, tx.MerchantID())
	return func(ctx context.Context) (*Timetable, error) {
		if !found {
			return nil, ErrNone.New(nil)
		}
		return stamped(ctx, tx, stamp)
	}
}

// stamped is the timetable as it stands under the stamp.
func stamped(ctx context.Context, tx *store.Tx, stamp int64) (*Timetable, error) {
	cache := From(tx)
	if t := cache.table(tx.MerchantID(), stamp); t != nil {
		return t, nil
	}
	t := &Timetable{stamp: stamp}
	err := tx.Query(ctx, `SELECT number, digest, effective_at, published_at, withdrawn_at, note_zh, note_en, by_kind, by_id, by_name
		FROM edition WHERE merchant_id = $1 ORDER BY number`, func(r store.Row) error {
		var v Version
		err := r.Scan(&v.Number, &v.Digest, &v.EffectiveAt, &v.PublishedAt, &v.WithdrawnAt, &v.Note.Zh, &v.Note.En,
			&v.By.Kind, &v.By.ID, &v.By.Name)
		t.versions = append(t.versions, v)
		return err
	}, tx.MerchantID())
	if err != nil {
		return nil, err
	}
	t.sort()
	cache.keepTable(tx.MerchantID(), t)
	return t, nil
}

// Stamp is that of the list: it moves with each change of what [Restamp] stands for.
func (t *Timetable) Stamp() int64 { return t.stamp }

func (t *Timetable) sort() {
	for i, v := range t.versions {
		if v.WithdrawnAt == 0 {
			t.order = append(t.order, i)
		}
	}
	sort.SliceStable(t.order, func(a, b int) bool {
		return t.versions[t.order[a]].EffectiveAt < t.versions[t.order[b]].EffectiveAt
	})
}

// VersionAt is the version in force at the instant; before the first one took effect, the first (invariant 2).
func (t *Timetable) VersionAt(at calendar.Instant) Version {
	i := sort.Search(len(t.order), func(i int) bool { return t.versions[t.order[i]].EffectiveAt > at })
	return t.versions[t.order[max(i-1, 0)]]
}

// At is the edition in force at the instant.
func (t *Timetable) At(ctx context.Context, tx *store.Tx, at calendar.Instant) (*Edition, error) {
	return t.edition(ctx, tx, t.VersionAt(at))
}

// ByNumber is the edition of that number, or ErrNotFound.
func (t *Timetable) ByNumber(ctx context.Context, tx *store.Tx, number int64) (*Edition, error) {
	if number < 1 || number > int64(len(t.versions)) {
		return nil, fault.ErrNotFound.New(fault.P{"what": "version of the programme"})
	}
	return t.edition(ctx, tx, t.versions[number-1])
}

func (t *Timetable) edition(ctx context.Context, tx *store.Tx, v Version) (*Edition, error) {
	p, err := From(tx).program(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	return &Edition{Version: v, Program: p}, nil
}

// Versions gives all editions, newest first.
func (t *Timetable) Versions() []Version {
	all := make([]Version, 0, len(t.versions))
	for i := range t.versions {
		all = append(all, t.versions[len(t.versions)-1-i])
	}
	return all
}

// State is where an edition stands at the instant.
func (t *Timetable) State(v Version, at calendar.Instant) State {
	current := t.VersionAt(at)
	switch {
	case v.WithdrawnAt != 0:
		return Withdrawn
	case v.Number == current.Number:
		return InForce
	case v.EffectiveAt > at:
		return Scheduled
	}
	return Past
}

// Next is the scheduled edition that takes effect next after the instant, if there is one: members may be told.
func (t *Timetable) Next(at calendar.Instant) (Version, bool) {
	i := sort.Search(len(t.order), func(i int) bool { return t.versions[t.order[i]].EffectiveAt > at })
	if i == 0 || i == len(t.order) {
		return Version{}, false
	}
	return t.versions[t.order[i]], true
}

// At is the edition in force at the instant; else the first published one. Returns ErrNone.
func At(ctx context.Context, tx *store.Tx, at calendar.Instant) (*Edition, error) {
	t, err := Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	return t.At(ctx, tx, at)
}

// ByNumber is the edition of that number. Returns ErrNone and ErrNotFound.
func ByNumber(ctx context.Context, tx *store.Tx, number int64) (*Edition, error) {
	t, err := Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	return t.ByNumber(ctx, tx, number)
}

// document reads a published document.
func document(ctx context.Context, tx *store.Tx, number int64) (program.Document, error) {
	var text string
	found, err := store.One(ctx, tx, `SELECT document FROM edition WHERE merchant_id = $1 AND number = $2`,
		func(r store.Row) error { return r.Scan(&text) }, tx.MerchantID(), number)
	switch {
	case err != nil:
		return program.Document{}, err
	case !found:
		return program.Document{}, fault.ErrNotFound.New(fault.P{"what": "version of the programme"})
	}
	return decode(text)
}
