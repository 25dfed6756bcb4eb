package holdings

import (
	"strconv"

	"regulars/internal/api/shell"
)

// madeBy is who does it, as records keep it.
func madeBy(c *shell.Call) string {
	a := c.Scope().Actor
	return a.Kind + ":" + strconv.FormatInt(a.ID, 10)
}

// pageOf renders a page whose cursor is the last id; a page that is not full is the last.
func pageOf[In, Out any](list []In, limit int, out func(In) Out, id func(In) int64) shell.List[Out] {
	data := make([]Out, len(list))
	for i, one := range list {
		data[i] = out(one)
	}
	next := ""
	if len(list) == limit && limit > 0 {
		next = shell.AfterID(id(list[len(list)-1]))
	}
	return shell.Listed(data, next)
}
