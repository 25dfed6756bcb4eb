package people

import (
	"context"
	"net/http"
	"strconv"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/coupon/named"
	"regulars/internal/fault"
	"regulars/internal/mall"
	"regulars/internal/org"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// segmentGroup is the heading of segments.
const segmentGroup = "Segments"

// SegmentBody is a segment: a condition, or a list.
type SegmentBody struct {
	Name      string `json:"name" minLength:"1" maxLength:"100" example:"Spent more than ¥1,000 this year"`
	Kind      string `json:"kind" enum:"dynamic,static" doc:"Fixed once made"`
	Condition string `json:"condition,omitempty" maxLength:"2000" doc:"Of a dynamic one, in CEL" example:"spend(365) > 100000"`
	Note      string `json:"note,omitempty" maxLength:"500"`
}

// SegmentOut is a segment as it is kept.
type SegmentOut struct {
	ID string `json:"id" doc:"seg_…"`
	SegmentBody
	Members   *int64        `json:"members,omitempty" doc:"How many now; where the segment is read by its id"`
	UsedBy    []SegmentUser `json:"used_by" doc:"What names it and is in use; where the segment is read by its id. While there is any it cannot be archived"`
	CreatedAt wire.Time     `json:"created_at"`
	UpdatedAt wire.Time     `json:"updated_at"`
	Archived  bool          `json:"archived"`
	Version   int64         `json:"version" doc:"The ETag"`
}

// SegmentUser is what names a segment.
type SegmentUser struct {
	Kind string `json:"kind" enum:"program,draft,coupon_template,mall_item,tag_rule"`
	ID   string `json:"id,omitempty" doc:"Of a programme the number of its version; absent of the draft"`
	Name string `json:"name,omitempty"`
}

// TagRuleBody keeps a tag on those for whom a condition holds.
type TagRuleBody struct {
	Tag       string `json:"tag" minLength:"1" maxLength:"40" doc:"Fixed once made" example:"big spender"`
	Condition string `json:"condition" minLength:"1" maxLength:"2000" example:"spend(365) > 100000"`
	Enabled   bool   `json:"enabled"`
}

// TagRuleOut is a tag rule as it is kept.
type TagRuleOut struct {
	ID string `json:"id" doc:"rul_…"`
	TagRuleBody
	AppliedAt wire.Time `json:"applied_at"`
	Holders   int64     `json:"holders" doc:"For how many it held then"`
	Version   int64     `json:"version" doc:"The ETag"`
}

// segmentByID names a segment in the path.
type segmentByID struct {
	ID string `path:"id" maxLength:"32" doc:"seg_…"`
}

// id is the id inside.
func (in segmentByID) id() (int64, error) { return shell.PathID("seg", "segment", in.ID) }

// segmentIn changes a segment.
type segmentIn struct {
	segmentByID
	Body SegmentBody
}

// addSegments registers segments.
func addSegments(t *shell.Table) {
	row := func(id, method, path, en, zh string, permission org.Permission) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: segmentGroup, En: en, Zh: zh, Permission: string(permission)}
	}
	shell.Read(t, row("segment.list", http.MethodGet, "/v1/segments", "List segments", "人群列表", org.MembersRead),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[SegmentOut], error) {
			list, err := segment.List(ctx, tx)
			out := make([]SegmentOut, len(list))
			for i, s := range list {
				out[i] = segmentOut(s)
			}
			if err != nil {
				return shell.List[SegmentOut]{}, err
			}
			return shell.Whole(out, *in, func(o *SegmentOut) string { return o.ID })
		})
	type add struct{ Body SegmentBody }
	make := row("segment.add", http.MethodPost, "/v1/segments", "Make a segment", "新建人群", org.SegmentsWrite)
	make.Status = http.StatusCreated
	shell.Write(t, make, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		s, err := segment.Save(ctx, tx, in.Body.segment(0, 0))
		return store.Made{Kind: "segment", ID: s.ID}, err
	}, showSegment)
	shell.Get(t, row("segment.get", http.MethodGet, "/v1/segments/{id}", "Read a segment", "查看人群", org.MembersRead), segmentByID.id, showSegment)
	change := row("segment.change", http.MethodPut, "/v1/segments/{id}", "Change a segment", "修改人群", org.SegmentsWrite)
	change.IfMatch = true
	shell.Write(t, change, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *segmentIn) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		_, err = segment.Save(ctx, tx, in.Body.segment(id, c.Version()))
		return store.Made{Kind: "segment", ID: id}, err
	}, showSegment)
	archive := row("segment.archive", http.MethodDelete, "/v1/segments/{id}", "Archive a segment", "归档人群", org.SegmentsWrite)
	archive.IfMatch = true
	shell.Write(t, archive, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *segmentByID) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		users, err := segmentUsers(ctx, tx, id)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "segment", ID: id}, segment.Archive(ctx, tx, id, c.Version(), users)
	}, nothing)
	addAudience(t)
	addTagRules(t)
}

// audienceIn adds members to a list, or takes them off.
type audienceIn struct {
	segmentByID
	Body struct {
		Add    []string `json:"add,omitempty" maxItems:"1000" maxLength:"32"`
		Remove []string `json:"remove,omitempty" maxItems:"1000" maxLength:"32"`
	}
}

// addAudience registers who is in a segment, and the count of a condition that is being written.
func addAudience(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "segment.members", Method: http.MethodPost, Path: "/v1/segments/{id}/members", Group: segmentGroup, En: "Add members to a list, or take them off", Zh: "增减静态人群成员",
		Permission: string(org.SegmentsWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *audienceIn) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		made := store.Made{Kind: "segment", ID: id}
		for _, change := range []struct {
			field string
			list  []string
			verb  func(context.Context, *store.Tx, int64, []int64) (int64, error)
		}{{"add", in.Body.Add, segment.AddMembers}, {"remove", in.Body.Remove, segment.RemoveMembers}} {
			ids := make([]int64, len(change.list))
			for i, text := range change.list {
				if ids[i], err = shell.ID("mem", change.field, text); err != nil {
					return made, err
				}
			}
			if len(ids) == 0 {
				continue
			}
			if _, err := change.verb(ctx, tx, id, ids); err != nil {
				return made, err
			}
		}
		return made, nil
	}, showSegment)
	type count struct {
		Body struct {
			Condition string `json:"condition" maxLength:"2000"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "segment.count", Method: http.MethodPost, Path: "/v1/segments/count", Group: segmentGroup, En: "How many members a condition holds for", Zh: "条件命中人数", Permission: string(org.MembersRead),
	}, func(ctx context.Context, c *shell.Call, in *count) (out struct {
		Members int64 `json:"members"`
	}, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out.Members, err = segment.Count(ctx, tx, segment.Audience{Condition: in.Body.Condition})
			return err
		})
		return out, err
	})
}

// segment is what the room takes.
func (b SegmentBody) segment(id, version int64) segment.Segment {
	return segment.Segment{ID: id, Version: version, Name: b.Name, Kind: segment.Kind(b.Kind), Condition: b.Condition, Note: b.Note}
}

// showSegment renders a segment with its count and sets the ETag.
func showSegment(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (SegmentOut, error) {
	s, err := segment.Get(ctx, tx, made.ID)
	if err != nil {
		return SegmentOut{}, err
	}
	n, err := segment.Count(ctx, tx, segment.Audience{SegmentID: s.ID})
	if err != nil {
		return SegmentOut{}, err
	}
	users, err := segmentUsers(ctx, tx, s.ID)
	out := segmentOut(s)
	out.Members = &n
	for _, u := range users {
		out.UsedBy = append(out.UsedBy, segmentUser(u))
	}
	c.SetETag(s.Version)
	return out, err
}

// segmentUsers are all that name a segment, room by room.
func segmentUsers(ctx context.Context, tx *store.Tx, id int64) (out []segment.User, err error) {
	for _, of := range []func(context.Context, *store.Tx, int64) ([]segment.User, error){segment.Users, named.OfSegment, mall.OfSegment} {
		users, err := of(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, users...)
	}
	return out, nil
}

// segmentUser is what names a segment, outside.
func segmentUser(u segment.User) SegmentUser {
	out := SegmentUser{Kind: u.Kind, Name: u.Name}
	switch prefix := map[string]string{"coupon_template": "cpt", "mall_item": "mit", "tag_rule": "rul"}[u.Kind]; {
	case prefix != "":
		out.ID = store.FormatID(prefix, u.ID)
	case u.ID != 0:
		out.ID = strconv.FormatInt(u.ID, 10)
	}
	return out
}

// segmentOut is a segment outside.
func segmentOut(s segment.Segment) SegmentOut {
	return SegmentOut{
		ID: store.FormatID("seg", s.ID), SegmentBody: SegmentBody{Name: s.Name, Kind: string(s.Kind), Condition: s.Condition, Note: s.Note},
		UsedBy: []SegmentUser{}, CreatedAt: wire.At(s.CreatedAt), UpdatedAt: wire.At(s.UpdatedAt), Archived: s.ArchivedAt != calendar.Never, Version: s.Version,
	}
}

// ruleIn changes a tag rule.
type ruleIn struct {
	ID   string `path:"id" maxLength:"32" doc:"rul_…"`
	Body TagRuleBody
}

// addTagRules registers tags by rule.
func addTagRules(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "tag_rule.list", Method: http.MethodGet, Path: "/v1/tag-rules", Group: segmentGroup, En: "Tags that rules keep", Zh: "规则标签列表", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[TagRuleOut], error) {
		list, err := segment.ListTagRules(ctx, tx)
		out := make([]TagRuleOut, len(list))
		for i, r := range list {
			out[i] = tagRuleOut(r)
		}
		if err != nil {
			return shell.List[TagRuleOut]{}, err
		}
		return shell.Whole(out, *in, func(o *TagRuleOut) string { return o.ID })
	})
	type add struct{ Body TagRuleBody }
	shell.Write(t, shell.Op{
		ID: "tag_rule.add", Method: http.MethodPost, Path: "/v1/tag-rules", Group: segmentGroup, En: "Keep a tag by a rule", Zh: "新建规则标签", Permission: string(org.SegmentsWrite), Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		r, err := segment.SaveTagRule(ctx, tx, segment.TagRule{Tag: in.Body.Tag, Condition: in.Body.Condition, Enabled: in.Body.Enabled})
		return store.Made{Kind: "tag_rule", ID: r.ID}, err
	}, showTagRule)
	shell.Write(t, shell.Op{
		ID: "tag_rule.change", Method: http.MethodPut, Path: "/v1/tag-rules/{id}", Group: segmentGroup, En: "Change a tag rule", Zh: "修改规则标签", Permission: string(org.SegmentsWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *ruleIn) (store.Made, error) {
		id, err := shell.PathID("rul", "tag rule", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		_, err = segment.SaveTagRule(ctx, tx, segment.TagRule{ID: id, Version: c.Version(), Tag: in.Body.Tag, Condition: in.Body.Condition, Enabled: in.Body.Enabled})
		return store.Made{Kind: "tag_rule", ID: id}, err
	}, showTagRule)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"rul_…"`
	}
	rule := func(in *one) (int64, error) { return shell.PathID("rul", "tag rule", in.ID) }
	shell.Do(t, shell.Op{
		ID: "tag_rule.apply", Method: http.MethodPost, Path: "/v1/tag-rules/{id}/apply", Group: segmentGroup, En: "Apply a tag rule now", Zh: "立即执行规则标签", Permission: string(org.SegmentsWrite),
	}, func(ctx context.Context, c *shell.Call, in *one) (shell.Empty, error) {
		id, err := rule(in)
		if err != nil {
			return shell.Empty{}, err
		}
		return shell.Empty{}, segment.ApplyTagRule(ctx, c.DB(), c.Scope(), id)
	})
	shell.Do(t, shell.Op{
		ID: "tag_rule.delete", Method: http.MethodDelete, Path: "/v1/tag-rules/{id}", Group: segmentGroup, En: "Delete a tag rule and its tags", Zh: "删除规则标签", Permission: string(org.SegmentsWrite), IfMatch: true,
	}, func(ctx context.Context, c *shell.Call, in *one) (shell.Empty, error) {
		id, err := rule(in)
		if err != nil {
			return shell.Empty{}, err
		}
		return shell.Empty{}, segment.DeleteTagRule(ctx, c.DB(), c.Scope(), id, c.Version())
	})
}

// showTagRule renders a tag rule and sets the ETag.
func showTagRule(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (TagRuleOut, error) {
	list, err := segment.ListTagRules(ctx, tx)
	for _, r := range list {
		if r.ID == made.ID {
			c.SetETag(r.Version)
			return tagRuleOut(r), err
		}
	}
	if err == nil {
		err = fault.ErrNotFound.New(fault.P{"what": "tag rule"})
	}
	return TagRuleOut{}, err
}

// tagRuleOut is a tag rule outside.
func tagRuleOut(r segment.TagRule) TagRuleOut {
	return TagRuleOut{
		ID: store.FormatID("rul", r.ID), TagRuleBody: TagRuleBody{Tag: r.Tag, Condition: r.Condition, Enabled: r.Enabled},
		AppliedAt: wire.At(r.AppliedAt), Holders: r.Holders, Version: r.Version,
	}
}
