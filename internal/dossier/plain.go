package dossier

import (
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"regulars/internal/calendar"
)

// plain turns values of the rooms into what a person can read as JSON: fields in snake_case, instants and days as texts, ids as texts
// that no reader rounds, empty fields left out. A field that a room adds later is in it without anybody thinking of it.
func plain(v any) any { return plainOf(reflect.ValueOf(v)) }

func plainOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	switch value := v.Interface().(type) {
	case calendar.Instant:
		if value == 0 || value == calendar.Never {
			return nil
		}
		return value.String()
	case calendar.Day:
		return value.String()
	case []byte:
		return nil // sealed or hashed
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plainOf(v.Elem())
	case reflect.Struct:
		out := map[string]any{}
		plainFields(v, out)
		return out
	case reflect.Slice, reflect.Array:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plainOf(v.Index(i))
		}
		return out
	case reflect.Map:
		out := map[string]any{}
		for it := v.MapRange(); it.Next(); {
			out[it.Key().String()] = plainOf(it.Value())
		}
		return out
	default:
		return v.Interface()
	}
}

// plainFields adds the exported fields of a struct, those of embedded ones as its own.
func plainFields(v reflect.Value, out map[string]any) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			plainFields(v.Field(i), out)
			continue
		}
		if !f.IsExported() || isFlag(v, f.Name) || !known(v, f.Name) {
			continue
		}
		value := plainOf(v.Field(i))
		if number, whole := value.(int64); whole && strings.HasSuffix(f.Name, "ID") {
			value = any(nil)
			if number != 0 {
				value = strconv.FormatInt(number, 10)
			}
		}
		if value != nil && !v.Field(i).IsZero() {
			out[snake(f.Name)] = value
		}
	}
}

// known reports whether a field means anything: Birthday does where BirthdayOK says so.
func known(v reflect.Value, name string) bool {
	for _, end := range []string{"OK", "Known"} {
		if flag := v.FieldByName(name + end); flag.IsValid() && flag.Kind() == reflect.Bool {
			return flag.Bool()
		}
	}
	return true
}

// isFlag reports whether a field only says that another one is known.
func isFlag(v reflect.Value, name string) bool {
	for _, end := range []string{"OK", "Known"} {
		if of, cut := strings.CutSuffix(name, end); cut && of != "" && v.FieldByName(of).IsValid() {
			return true
		}
	}
	return false
}

// snake is a Go name in snake_case: "MemberID" is "member_id".
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		upper := unicode.IsUpper(r)
		last := i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if upper && last {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
