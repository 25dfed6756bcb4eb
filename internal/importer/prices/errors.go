package prices

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrColumns = fault.Declare(fault.Invalid, "price_columns",
		"There is no column of codes and of prices. Call them sku and price, or give code, price and limit in the first three columns without a heading.",
		"找不到商品编码与价格两列。请将表头命名为“商品编码”“价格”，或不带表头，前三列依次为编码、价格、限量。")
	ErrFine = fault.Declare(fault.Invalid, "price_too_fine", "A price has at most {decimals} decimals here.", "价格最多 {decimals} 位小数。")
)
