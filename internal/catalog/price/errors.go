package price

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrListUnknown = fault.Declare(fault.NotFound, "price_list_not_found", "There is no such price list.", "找不到该价格表。")
	ErrListTaken   = fault.Declare(fault.Conflict, "price_list_taken", "There is a price list with the code {code} already.", "已有编码为 {code} 的价格表。")
	ErrUnknown     = fault.Declare(fault.NotFound, "price_not_found", "The price list has no price for {sku}.", "该价格表中没有 {sku} 的价格。")
	ErrSpan        = fault.Declare(fault.Invalid, "price_span", "The end must lie after the beginning.", "结束时间须晚于开始时间。")
	ErrFlashSpan   = fault.Declare(fault.Invalid, "price_flash_span", "A flash sale needs a beginning and an end.", "秒杀价格表须设置开始与结束时间。")
	ErrBelowSold   = fault.Declare(fault.Refused, "price_stock_below_sold", "{sold} units have been sold at this price already.", "该价格已售出 {sold} 件，库存不能低于此数。")
	ErrSoldOut     = fault.Declare(fault.Refused, "price_sold_out", "Only {left} units of {sku} are left at this price.", "{sku} 以此价格仅剩 {left} 件。")
	ErrTwice       = fault.Declare(fault.Invalid, "price_repeated", "{sku} stands twice in the same request.", "同一请求中 {sku} 出现了两次。")
)
