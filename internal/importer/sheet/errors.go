package sheet

import "regulars/internal/fault"

// What a file is refused for as a whole.
var (
	ErrEncoding = fault.Declare(fault.Invalid, "encoding_unknown",
		"The file is neither UTF-8, UTF-16 nor GBK (line {line} is not readable as any of them). Save it as UTF-8, or name its encoding in the mapping.",
		"文件编码不是 UTF-8、UTF-16 或 GBK（第 {line} 行均无法识别）。请另存为 UTF-8，或在映射中指定编码。")
	ErrEncodingName = fault.Declare(fault.Invalid, "encoding_name_unknown",
		"{name} is not the name of an encoding.", "“{name}”不是有效的编码名称。")
	ErrFile = fault.Declare(fault.Invalid, "file_unreadable",
		"The file cannot be read: {reason}", "文件无法读取：{reason}")
	ErrEmpty = fault.Declare(fault.Invalid, "file_empty",
		"The file has no header, or no row below it.", "文件没有表头或没有数据行。")
	ErrQuotes = fault.Declare(fault.Invalid, "quote_not_closed",
		"A quotation mark that opens in line {line} does not close; what follows cannot be told apart.", "第 {line} 行的引号没有闭合，其后的内容无法区分。")
	ErrFileTooLarge = fault.Declare(fault.TooLarge, "file_too_large",
		"The file is larger than {limit}.", "文件超过 {limit}。")
	ErrSheet = fault.Declare(fault.Invalid, "sheet_unknown",
		"The workbook has no sheet {sheet}. Its sheets: {sheets}.", "工作簿中没有工作表“{sheet}”。现有：{sheets}。")
)

// What a value is refused for. The message never repeats it: it may be personal.
var (
	ErrDate  = fault.Declare(fault.Invalid, "not_a_date", "This is not a date or a time.", "不是有效的日期时间。")
	ErrDates = fault.Declare(fault.Invalid, "date_ambiguous",
		"Day and month cannot be told apart; say dates: dmy or mdy in the mapping.", "无法区分日和月；请在映射中注明 dates: dmy 或 mdy。")
)
