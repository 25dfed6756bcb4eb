package insight

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/insight"
	"regulars/internal/org"
	"regulars/internal/store"
)

// The rhythm of a stream.
const (
	retryAfter = 3 * time.Second  // a caller whose stream ended comes again
	beatEvery  = 15 * time.Second // a stream that has nothing to say says so
	askEvery   = 5 * time.Second  // whether the caller still may
)

// LiveJob is a job of the caller that ended.
type LiveJob struct {
	ID         string    `json:"id" doc:"job_…"`
	Kind       string    `json:"kind"`
	State      string    `json:"state" enum:"done,failed,cancelled"`
	ErrorCode  string    `json:"error_code,omitempty"`
	Error      string    `json:"error,omitempty"`
	CreatedAt  wire.Time `json:"created_at"`
	FinishedAt wire.Time `json:"finished_at"`
}

// liveIn says where a stream goes on, and in which language.
type liveIn struct {
	After string `query:"after" maxLength:"60" doc:"The cursor of GET /v1/facts, or the id of the last event that was read; the header Last-Event-ID goes before it"`
	Lang  string `query:"lang" enum:"zh,en" doc:"Of the sentences; by Accept-Language where absent (browsers do not let pages set it)"`
}

// addLive registers what follows live.
func addLive(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "live.watch", Method: http.MethodGet, Path: "/v1/live", Group: group, En: "What happens, as it happens", Zh: "实时动态", Answers: shell.EventStream,
		Events: []shell.EventOf{{Name: "fact", Data: FactOut{}}, {Name: "job", Data: LiveJob{}}},
		Detail: "Server-sent events: fact (as in GET /v1/facts, for those with reports:read; imported facts are not told) and job (one that the caller ordered has ended). " +
			"The id of each event is where to go on: a browser sends it by itself as Last-Event-ID; the end of a job may then be told once more. A comment comes at least every 15 seconds. " +
			"The stream ends with the session or key, and when the server closes; a watched stream does not keep a session alive.",
	}, live)
}

// live tells what happens until the caller goes, may no more, or the server closes.
func live(ctx context.Context, c *shell.Call, in *liveIn) (shell.Empty, error) {
	none := shell.Empty{}
	hub, ok := store.FindValue[*insight.Hub](c.DB())
	if !ok {
		panic("no insight.Hub was given to store.Open")
	}
	after, err := startOf(c, in.After)
	if err != nil {
		return none, err
	}
	stream, err := hub.Watch(ctx, insight.WatchIn{DB: c.DB(), Scope: c.Scope(), Who: c.Principal().Bucket(), After: after})
	if err != nil {
		return none, err
	}
	defer stream.Stop()
	out, err := c.Events(retryAfter)
	if err != nil {
		return none, nil //nolint:nilerr // the caller has gone
	}
	w := &watcher{call: c, out: out, language: in.Lang, place: stream.From, told: map[int64]bool{}}
	if w.language == "" {
		w.language = c.Language()
	}
	if stream.First != nil {
		w.place = *after
		if w.tell(stream.First) != nil {
			return none, nil
		}
	}
	if out.Beat(cursorOf(w.place)) == nil { // so that one who hears nothing before the stream breaks goes on from here
		w.follow(ctx, stream)
	}
	return none, nil
}

// startOf is where the caller left off; nil to begin with what comes.
func startOf(c *shell.Call, after string) (*insight.Place, error) {
	field := "after"
	if last := c.Request().Header.Get("Last-Event-ID"); last != "" {
		after, field = last, "Last-Event-ID"
	}
	if after == "" {
		return nil, nil //nolint:nilnil // nowhere is a good answer
	}
	fact, at, ok := strings.Cut(after, ".")
	n, errFact := strconv.ParseInt(fact, 10, 64)
	i, errAt := strconv.ParseInt(at, 10, 64)
	if !ok || errFact != nil || errAt != nil || n < 0 || i < 0 {
		return nil, shell.ErrCursor.At(field, nil)
	}
	return &insight.Place{Fact: n, At: calendar.Instant(i)}, nil
}

// cursorOf is a place outside.
func cursorOf(p insight.Place) string {
	return strconv.FormatInt(p.Fact, 10) + "." + strconv.FormatInt(int64(p.At), 10)
}

// watcher is one caller who watches.
type watcher struct {
	call     *shell.Call
	out      *shell.Events
	language string
	place    insight.Place
	told     map[int64]bool // jobs
}

// follow tells news until the stream ends.
func (w *watcher) follow(ctx context.Context, stream *insight.Stream) {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	ask := time.NewTicker(askEvery)
	defer ask.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			err = w.out.Beat(cursorOf(w.place))
		case <-ask.C:
			err = w.call.Still(ctx)
		case news, open := <-stream.News:
			if !open {
				return
			}
			err = w.tell(news)
		}
		if err != nil {
			return
		}
	}
}

// tell sends what of the news the caller may hear and has not heard.
func (w *watcher) tell(news *insight.News) error {
	who := w.call.Who()
	voice := voiceOf(w.call, w.language, news.Program)
	for i := range news.Facts {
		f := &news.Facts[i]
		if f.Number <= w.place.Fact {
			continue
		}
		w.place.Fact = f.Number
		if !who.May(org.ReportsRead) || !who.AllStores && !slices.Contains(who.Stores, f.StoreID) {
			continue
		}
		if err := w.out.Send(cursorOf(w.place), "fact", factOut(voice, f)); err != nil {
			return err
		}
	}
	w.place.At = max(w.place.At, news.Place.At)
	for _, j := range news.Jobs {
		if actor := w.call.Scope().Actor; w.told[j.ID] || j.By.Kind != actor.Kind || j.By.ID != actor.ID {
			continue
		}
		w.told[j.ID] = true
		err := w.out.Send(cursorOf(w.place), "job", LiveJob{
			ID: store.FormatID("job", j.ID), Kind: j.Kind, State: string(j.State), ErrorCode: j.ErrorCode, Error: j.Error, CreatedAt: wire.At(j.CreatedAt), FinishedAt: wire.At(j.At),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
