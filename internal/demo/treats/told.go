package treats

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"regulars/internal/behaviour"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/store"
)

// told has the shop's systems tell of classes and reviews, and gives what the programme promises for them, as the relay would.
func told(ctx context.Context, tx *store.Tx, on Stage) error {
	r := on.dice(tx)
	var facts []story.FactIn
	tell := func(kind string, member int64, data map[string]any) {
		facts = append(facts, story.FactIn{
			EventID: fmt.Sprintf("%s-%s-%d", kind, tx.Today(), len(facts)), MemberID: member, Type: kind, At: tx.Now().Add(-time.Duration(10+r.IntN(90)) * time.Minute), Data: data,
		})
	}
	topics := []string{"辅食添加", "婴儿睡眠", "抚触与洗护", "入园准备"}
	topic := topics[r.IntN(len(topics))]
	for _, id := range on.some(r, 6) {
		tell("class", id, map[string]any{"topic": topic, "minutes": minutes(r)})
	}
	for _, id := range on.some(r, 5) {
		for range 1 + r.IntN(3) {
			tell("review", id, map[string]any{"photos": r.IntN(4)})
		}
	}
	results, err := story.RecordFacts(ctx, tx, facts)
	if err != nil {
		return err
	}
	for _, res := range results {
		if res.Err != nil && !fault.Has(res.Err, member.ErrUnknown) { // somebody may have been forgotten
			return res.Err
		}
	}
	return behaviour.Take(ctx, tx, tx.Emitted())
}

// minutes is how long somebody stayed: some leave early.
func minutes(r *rand.Rand) int {
	if r.IntN(6) == 0 {
		return 10 + r.IntN(15)
	}
	return 45 + r.IntN(30)
}

// withdrawn takes back the last class that was told of: somebody had signed for a friend.
func withdrawn(ctx context.Context, tx *store.Tx, on Stage) error {
	for i := len(on.Members) - 1; i >= 0; i-- {
		list, err := story.Facts(ctx, tx, []int64{on.Members[i]}, 1<<62, 1)
		if err != nil {
			return err
		}
		if len(list) == 1 && list[0].Type == "class" {
			_, err := behaviour.Withdraw(ctx, tx, list[0].ID, "本人未到场，由他人代签")
			return err
		}
	}
	return nil
}
