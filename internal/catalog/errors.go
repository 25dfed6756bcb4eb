package catalog

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrCategoryUnknown = fault.Declare(fault.Invalid, "category_unknown",
		"There is no category with the code {code}.", "没有编码为 {code} 的品类。")
	ErrProductUnknown = fault.Declare(fault.Invalid, "product_unknown",
		"There is no product {sku}.", "没有商品 {sku}。")
	ErrCategoryCircle = fault.Declare(fault.Invalid, "category_circle",
		"Category {code} would lie below itself.", "品类 {code} 不能位于自身之下。")
	ErrCategoryDepth = fault.Declare(fault.Invalid, "category_too_deep",
		"Categories may be at most {limit} levels deep.", "品类最多 {limit} 级。")
	ErrRepeated = fault.Declare(fault.Invalid, "repeated_in_batch",
		"{code} stands twice in the same request.", "同一请求中 {code} 出现了两次。")
)
