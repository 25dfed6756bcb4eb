package wire

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// holder is what Raw is to the binder.
type holder interface {
	inner() reflect.Type
	hold(n *Node, t *Type)
}

// Raw keeps one value of a list unread, so that a wrong one does not spoil its neighbours.
type Raw[T any] struct {
	Node Node
	typ  *Type
}

// Bind reads the value.
func (r *Raw[T]) Bind() (T, error) {
	var value T
	err := r.typ.Bind(&r.Node, &value)
	return value, err
}

// Schema is that of T.
func (r *Raw[T]) Schema(reg huma.Registry) *huma.Schema {
	return reg.Schema(reflect.TypeFor[T](), true, "")
}

// inner is the type that is held back.
func (r *Raw[T]) inner() reflect.Type { return reflect.TypeFor[T]() }

// hold keeps the node for later.
func (r *Raw[T]) hold(n *Node, t *Type) { r.Node, r.typ = *n, t }
