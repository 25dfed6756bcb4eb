package insight

import (
	"context"
	"slices"
	"sync"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Hub tells watchers what happens. It looks at each watched merchant once a second, however many watch, and at no other; it looks into
// the database, so that what another process committed is told too. Make one with NewHub, give it to store.Open and close it
// before the door waits for its callers.
type Hub struct {
	mu     sync.Mutex
	closed bool
	desks  map[int64]*desk
	people map[string]int // streams by who watches
	all    sync.WaitGroup
}

// NewHub makes a hub that watches nobody.
func NewHub() *Hub { return &Hub{desks: map[int64]*desk{}, people: map[string]int{}} }

// Place is a place in what happens: the number of the last fact, and the instant up to which jobs that ended were looked for.
type Place struct {
	Fact int64
	At   calendar.Instant
}

// News is what one look found. It is shared by all who watch: it must not be changed.
type News struct {
	Facts   []Fact // oldest first; when more happened than a look takes, the latest
	Jobs    []Ended
	Program *program.Document // in force
	Place   Place             // to go on from
}

// Stream is what one watcher is told: First, and then News. News ends when the stream is over: because of Stop, or the hub was closed, or
// the watcher was too slow. What of News is not above From has been told before.
type Stream struct {
	First *News // what happened since WatchIn.After; nil where it was not given
	From  Place // where the stream begins
	News  <-chan *News

	out  chan *News
	who  string
	desk *desk
	hub  *Hub
}

// desk watches one merchant for all who watch it.
type desk struct {
	db      *store.DB
	scope   store.Scope
	streams map[*Stream]bool
	stop    context.CancelFunc
	ready   chan struct{} // closed after the first look
	place   Place
	told    map[int64]calendar.Instant // jobs told lately, and when they ended
}

// WatchIn says what is to be watched.
type WatchIn struct {
	DB    *store.DB
	Scope store.Scope
	Who   string // the session or key: each may have a few streams
	After *Place // where an earlier stream ended; nil to begin with what comes
}

// Watch opens a stream; Stop must be called in the end. What happened since After comes first, jobs perhaps once more. Returns ErrStreams, and
// ErrClosing once the hub is closed.
func (h *Hub) Watch(ctx context.Context, in WatchIn) (*Stream, error) {
	s, err := h.join(in)
	if err != nil {
		return nil, err
	}
	select {
	case <-s.desk.ready: // whatever happens from here on, a look will find
	case <-ctx.Done():
		s.Stop()
		return nil, ctx.Err()
	}
	err = in.DB.View(ctx, in.Scope, func(tx *store.Tx) (err error) {
		if in.After == nil {
			s.From, err = here(ctx, tx)
			return err
		}
		s.First, err = lookAround(ctx, tx, *in.After)
		if err == nil {
			s.From = s.First.Place
		}
		return err
	})
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// join takes a place among the streams, and has the merchant watched.
func (h *Hub) join(in WatchIn) (*Stream, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosing.New(nil)
	}
	id := in.Scope.Merchant.ID
	d := h.desks[id]
	if d != nil && len(d.streams) >= maxPerRoom {
		return nil, ErrStreams.New(fault.P{"limit": maxPerRoom})
	}
	if h.people[in.Who] >= maxPerPerson {
		return nil, ErrStreams.New(fault.P{"limit": maxPerPerson})
	}
	if d == nil {
		ctx, stop := context.WithCancel(context.Background())
		d = &desk{
			db: in.DB, scope: store.Scope{Merchant: in.Scope.Merchant, Actor: store.System}, streams: map[*Stream]bool{}, stop: stop,
			ready: make(chan struct{}), told: map[int64]calendar.Instant{},
		}
		h.desks[id] = d
		h.all.Go(func() { h.watch(ctx, d) })
	}
	out := make(chan *News, maxBehind)
	s := &Stream{News: out, out: out, who: in.Who, desk: d, hub: h}
	d.streams[s] = true
	h.people[in.Who]++
	return s, nil
}

// Stop ends the stream; a second time it does nothing.
func (s *Stream) Stop() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.drop(s)
}

// drop ends a stream, under the lock; nobody looks at a merchant without one.
func (h *Hub) drop(s *Stream) {
	d := s.desk
	if !d.streams[s] {
		return
	}
	delete(d.streams, s)
	close(s.out)
	if h.people[s.who]--; h.people[s.who] == 0 {
		delete(h.people, s.who)
	}
	if len(d.streams) == 0 {
		d.stop()
		delete(h.desks, d.scope.Merchant.ID)
	}
}

// Close ends every stream, and opens no more.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	for _, d := range h.desks {
		for s := range d.streams {
			h.drop(s)
		}
	}
	h.mu.Unlock()
	h.all.Wait()
}

// Streams is how many streams are open.
func (h *Hub) Streams() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.desks {
		n += len(d.streams)
	}
	return n
}

// watch looks at a merchant until nobody watches it any more.
func (h *Hub) watch(ctx context.Context, d *desk) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	first := true
	for {
		news, err := d.look(ctx, first)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			d.db.Config().Log.Warn("live: look failed", "merchant", d.scope.Merchant.Slug, "error", err)
		case first:
			first = false
			close(d.ready)
		case !news.empty():
			h.tell(d, news)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell hands news to every stream of the desk. One that has too much waiting ends: its watcher comes again.
func (h *Hub) tell(d *desk, news *News) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range d.streams {
		select {
		case s.out <- news:
		default:
			h.drop(s)
		}
	}
}

// look finds what happened since the last look; the first one only finds where it stands.
func (d *desk) look(ctx context.Context, first bool) (*News, error) {
	ctx, done := context.WithTimeout(ctx, lookLimit)
	defer done()
	var news *News
	err := d.db.View(ctx, d.scope, func(tx *store.Tx) (err error) {
		if first {
			d.place, err = here(ctx, tx)
			return err
		}
		news, err = lookAround(ctx, tx, d.place)
		return err
	})
	if err != nil || first {
		return nil, err
	}
	d.place = news.Place
	news.Jobs = d.untold(news.Jobs)
	return news, nil
}

// untold leaves out the jobs that were told: looks overlap, because a job may commit after one that ended later.
func (d *desk) untold(jobs []Ended) []Ended {
	var out []Ended
	for id, at := range d.told {
		if at < d.place.At.Add(-2*jobOverlap) {
			delete(d.told, id)
		}
	}
	for _, j := range jobs {
		if _, before := d.told[j.ID]; !before {
			out = append(out, j)
		}
		d.told[j.ID] = j.At
	}
	return out
}

// here is the place as of now.
func here(ctx context.Context, tx *store.Tx) (Place, error) {
	p := Place{At: tx.Now()}
	_, err := store.One(ctx, tx, sqlFactLast, func(r store.Row) error { return r.Scan(&p.Fact) }, tx.MerchantID())
	return p, err
}

// lookAround finds what happened since a place.
func lookAround(ctx context.Context, tx *store.Tx, since Place) (*News, error) {
	news := &News{Place: Place{since.Fact, tx.Now()}}
	var err error
	if news.Facts, err = Since(ctx, tx, since.Fact, maxLook); err != nil {
		return nil, err
	}
	if news.Jobs, err = endedSince(ctx, tx, since.At.Add(-jobOverlap)); err != nil {
		return nil, err
	}
	if n := len(news.Facts); n > 0 {
		news.Place.Fact = news.Facts[n-1].Number
	}
	if len(news.Facts) > 0 {
		ed, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return nil, err
		}
		news.Program = ed.Document()
	}
	return news, nil
}

func (n *News) empty() bool { return n == nil || len(n.Facts) == 0 && len(n.Jobs) == 0 }

// Ended is a job that ended.
type Ended struct {
	ID        int64
	Kind      string
	State     job.State
	ErrorCode string
	Error     string
	By        store.Actor
	CreatedAt calendar.Instant
	At        calendar.Instant // when it ended
}

const sqlEnded = `SELECT id, kind, state, error_code, error, made_by_kind, made_by_id, created_at, finished_at FROM job
WHERE merchant_id = $1 AND finished_at > $2 ORDER BY finished_at DESC, id DESC LIMIT $3`

// endedSince are the jobs that ended after an instant and that somebody ordered, oldest first; the latest of too many.
func endedSince(ctx context.Context, tx *store.Tx, at calendar.Instant) (out []Ended, err error) {
	err = tx.Query(ctx, sqlEnded, func(r store.Row) error {
		var j Ended
		err := r.Scan(&j.ID, &j.Kind, (*string)(&j.State), &j.ErrorCode, &j.Error, &j.By.Kind, &j.By.ID, &j.CreatedAt, &j.At)
		if j.By.Kind != store.System.Kind {
			out = append(out, j)
		}
		return err
	}, tx.MerchantID(), max(at, 0), maxLook)
	slices.Reverse(out)
	return out, err
}
