package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
)

// AttributeBody is an attribute of the merchant's own.
type AttributeBody struct {
	Type      string       `json:"type" enum:"text,int,bool,day,choice" doc:"Fixed once made"`
	LabelZh   string       `json:"label_zh,omitempty" maxLength:"500"`
	LabelEn   string       `json:"label_en,omitempty" maxLength:"500"`
	WhyZh     string       `json:"why_zh,omitempty" maxLength:"500" doc:"Why it is asked: shown to the person"`
	WhyEn     string       `json:"why_en,omitempty" maxLength:"500"`
	Choices   []ChoiceBody `json:"choices,omitempty" maxItems:"100" doc:"Of type choice"`
	Sensitive bool         `json:"sensitive,omitempty" doc:"Sealed, and in no condition; fixed once made"`
	Archived  bool         `json:"archived,omitempty" doc:"No longer asked; answers stay"`
}

// ChoiceBody is one answer that may be chosen.
type ChoiceBody struct {
	Code string `json:"code" minLength:"1" maxLength:"40"`
	Zh   string `json:"zh,omitempty" maxLength:"200"`
	En   string `json:"en,omitempty" maxLength:"200"`
}

// AttributeOut is an attribute as it is kept.
type AttributeOut struct {
	Code string `json:"code"`
	AttributeBody
	Version int64 `json:"version" doc:"The ETag"`
}

// addAttributes registers the merchant's own attributes.
func addAttributes(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "attribute.list", Method: http.MethodGet, Path: "/v1/attributes", Group: memberGroup, En: "The merchant's own attributes", Zh: "自定义属性", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[AttributeOut], error) {
		list, err := trait.ListDefinitions(ctx, tx)
		out := make([]AttributeOut, len(list))
		for i, d := range list {
			out[i] = attributeOut(d)
		}
		if err != nil {
			return shell.List[AttributeOut]{}, err
		}
		return shell.Whole(out, *in, func(o *AttributeOut) string { return o.Code })
	})
	type save struct {
		Code string `path:"code" maxLength:"40"`
		Body AttributeBody
	}
	shell.Do(t, shell.Op{
		ID: "attribute.save", Method: http.MethodPut, Path: "/v1/attributes/{code}", Keyed: true, Group: memberGroup, En: "Make or change an attribute", Zh: "新增或修改属性", Permission: string(org.SettingsWrite),
		Detail: "A new one needs no If-Match; to change one, send the ETag that you read.",
	}, func(ctx context.Context, c *shell.Call, in *save) (AttributeOut, error) {
		b := in.Body
		d := trait.Definition{
			Code: in.Code, Type: b.Type, LabelZh: b.LabelZh, LabelEn: b.LabelEn, WhyZh: b.WhyZh, WhyEn: b.WhyEn, Sensitive: b.Sensitive, Archived: b.Archived, Version: max(0, c.Version()),
		}
		for _, choice := range b.Choices {
			d.Choices = append(d.Choices, trait.AttributeChoice{Code: choice.Code, Zh: choice.Zh, En: choice.En})
		}
		var saved trait.Definition
		_, err := c.Once(ctx, func(ctx context.Context, tx *store.Tx) (_ store.Made, err error) {
			saved, err = trait.SaveDefinition(ctx, tx, d)
			return store.Made{Kind: "attribute"}, err
		}, func(ctx context.Context, tx *store.Tx, _ store.Made) (err error) {
			saved, err = attribute(ctx, tx, in.Code)
			return err
		})
		c.SetETag(saved.Version)
		return attributeOut(saved), err
	})
}

// attribute is one definition.
func attribute(ctx context.Context, tx *store.Tx, code string) (trait.Definition, error) {
	list, err := trait.ListDefinitions(ctx, tx)
	for _, d := range list {
		if d.Code == code {
			return d, err
		}
	}
	if err == nil {
		err = fault.ErrNotFound.New(fault.P{"what": "attribute"})
	}
	return trait.Definition{}, err
}

// attributeOut is a definition outside.
func attributeOut(d trait.Definition) AttributeOut {
	out := AttributeOut{Code: d.Code, Version: d.Version, AttributeBody: AttributeBody{
		Type: d.Type, LabelZh: d.LabelZh, LabelEn: d.LabelEn, WhyZh: d.WhyZh, WhyEn: d.WhyEn, Sensitive: d.Sensitive, Archived: d.Archived,
	}}
	for _, choice := range d.Choices {
		out.Choices = append(out.Choices, ChoiceBody{Code: choice.Code, Zh: choice.Zh, En: choice.En})
	}
	return out
}
