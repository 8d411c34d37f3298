package stdlib

// This file defines calendar time for os.date and os.time: broken-down times in
// the whole range of C's struct tm, strftime and mktime.

import (
	"math"
	"time"
)

// calendar is a broken-down time, as C's struct tm, but with the full year and
// months from 1.
type calendar struct {
	year, month, day, hour, min, sec int64
	yday, wday                       int64 // from 1; Sunday is 1
	isDST                            bool
	zone                             string
	offset                           int64 // seconds east of UTC
}

const daySeconds = 86400

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// civil returns the date of a day, counted from 1970-01-01.
func civil(day int64) (year, month, mday int64) {
	// Years are counted from March: leap days end them.
	day += 719468
	era := floorDiv(day, 146097)
	doe := day - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	mday = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, mday
}

// dayNumber is the inverse of civil; mday may be out of range, month not.
func dayNumber(year, month, mday int64) int64 {
	if month <= 2 {
		year--
	}
	era := floorDiv(year, 400)
	yoe := year - era*400
	mp := (month + 9) % 12
	doy := (153*mp+2)/5 + mday - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// breakDown returns the calendar of the second t in loc; nil is UTC under the
// name GMT. ok is false if the year is none of C's.
func breakDown(t int64, loc *time.Location) (c calendar, ok bool) {
	if t > 1<<57 || t < -1<<57 {
		return c, false
	}
	c.zone = "GMT"
	if loc != nil {
		lt := time.Unix(t, 0).In(loc)
		name, offset := lt.Zone()
		c.zone, c.offset, c.isDST = name, int64(offset), lt.IsDST()
	}
	local := t + c.offset
	day := floorDiv(local, daySeconds)
	rest := local - day*daySeconds
	c.year, c.month, c.day = civil(day)
	c.hour, c.min, c.sec = rest/3600, rest/60%60, rest%60
	c.yday = day - dayNumber(c.year, 1, 1) + 1
	c.wday = (day%7+7+4)%7 + 1
	return c, c.year-1900 >= math.MinInt32 && c.year-1900 <= math.MaxInt32
}

// dstHint says what a table for os.time has as isdst.
type dstHint int8

const (
	dstUnknown dstHint = iota
	dstOff
	dstOn
)

// makeTime returns the second that the fields of c name in loc; they may be out
// of their ranges.
func makeTime(c calendar, hint dstHint, loc *time.Location) (t int64, ok bool) {
	months := c.year*12 + c.month - 1
	year := floorDiv(months, 12)
	if year-1900 < math.MinInt32 || year-1900 > math.MaxInt32 {
		return 0, false
	}
	day := dayNumber(year, months-year*12+1, 1) + c.day - 1
	utc := day*daySeconds + c.hour*3600 + c.min*60 + c.sec
	// The offset is that of the result; two guesses settle it except in the gap
	// of a change, where any answer is as good.
	offset := func(t int64) (int64, bool) {
		lt := time.Unix(t, 0).In(loc)
		_, o := lt.Zone()
		return int64(o), lt.IsDST()
	}
	o, _ := offset(utc)
	t = utc - o
	if o2, _ := offset(t); o2 != o {
		t = utc - o2
		if o3, _ := offset(t); o3 != o2 {
			t = utc - min(o, o2)
		}
	}
	o, dst := offset(t)
	if hint != dstUnknown && dst != (hint == dstOn) {
		// The caller means the other clock: take its offset from the nearest
		// time at which it is in use, else an hour, as glibc does.
		other := o + 3600
		const week = 7 * daySeconds
		for d := int64(week); d < 40*week; d += week {
			if o1, dst1 := offset(t - d); dst1 != dst {
				other = o1
				break
			}
			if o2, dst2 := offset(t + d); dst2 != dst {
				other = o2
				break
			}
		}
		if hint == dstOn || other != o+3600 {
			t += o - other
		}
	}
	_, ok = breakDown(t, loc)
	return t, ok && t != -1
}

var (
	dayNames   = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

// dateSpecifier returns the length of the strftime specifier at the beginning of
// s, behind its '%'; 0 if it is none that C99 has.
func dateSpecifier(s string) int {
	if s == "" {
		return 0
	}
	in := func(c byte, set string) bool {
		for i := 0; i < len(set); i++ {
			if set[i] == c {
				return true
			}
		}
		return false
	}
	switch {
	case in(s[0], "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"):
		return 1
	case len(s) > 1 && (s[0] == 'E' && in(s[1], "cCxXyY") || s[0] == 'O' && in(s[1], "deHImMSuUVwWy")):
		return 2
	}
	return 0
}

// appendDate appends what strftime gives for a specifier, in the C locale. The
// letter is the specifier's last byte: E and O change nothing in that locale.
func (c *calendar) appendDate(b []byte, letter byte) []byte {
	wday := c.wday - 1
	switch letter {
	case 'a':
		return append(b, dayNames[wday][:3]...)
	case 'A':
		return append(b, dayNames[wday]...)
	case 'b', 'h':
		return append(b, monthNames[c.month-1][:3]...)
	case 'B':
		return append(b, monthNames[c.month-1]...)
	case 'c':
		return c.appendDates(b, "a b e T Y")
	case 'C':
		return appendPad(b, floorDiv(c.year, 100), 1, '0') // glibc does not pad it
	case 'd':
		return appendPad(b, c.day, 2, '0')
	case 'D', 'x':
		return c.appendDates(b, "m/d/y")
	case 'e':
		return appendPad(b, c.day, 2, ' ')
	case 'F':
		return c.appendDates(b, "Y-m-d")
	case 'g', 'G', 'V':
		year, week := c.isoWeek()
		switch letter {
		case 'g':
			return appendPad(b, year-floorDiv(year, 100)*100, 2, '0')
		case 'G':
			return appendPad(b, year, 1, '0')
		}
		return appendPad(b, week, 2, '0')
	case 'H':
		return appendPad(b, c.hour, 2, '0')
	case 'I':
		return appendPad(b, (c.hour+11)%12+1, 2, '0')
	case 'j':
		return appendPad(b, c.yday, 3, '0')
	case 'm':
		return appendPad(b, c.month, 2, '0')
	case 'M':
		return appendPad(b, c.min, 2, '0')
	case 'n':
		return append(b, '\n')
	case 'p':
		if c.hour < 12 {
			return append(b, "AM"...)
		}
		return append(b, "PM"...)
	case 'r':
		return c.appendDates(b, "I:M:S p")
	case 'R':
		return c.appendDates(b, "H:M")
	case 'S':
		return appendPad(b, c.sec, 2, '0')
	case 't':
		return append(b, '\t')
	case 'T', 'X':
		return c.appendDates(b, "H:M:S")
	case 'u':
		return appendPad(b, (wday+6)%7+1, 1, '0')
	case 'U':
		return appendPad(b, (c.yday+6-wday)/7, 2, '0')
	case 'w':
		return appendPad(b, wday, 1, '0')
	case 'W':
		return appendPad(b, (c.yday+6-(wday+6)%7)/7, 2, '0')
	case 'y':
		return appendPad(b, c.year-floorDiv(c.year, 100)*100, 2, '0')
	case 'Y':
		return appendPad(b, c.year, 1, '0')
	case 'z':
		o := c.offset / 60
		if o < 0 {
			b = append(b, '-')
			o = -o
		} else {
			b = append(b, '+')
		}
		return appendPad(b, o/60*100+o%60, 4, '0')
	case 'Z':
		return append(b, c.zone...)
	}
	return append(b, letter) // '%'
}

// appendDates appends a sequence of specifiers; what is no letter is copied.
func (c *calendar) appendDates(b []byte, letters string) []byte {
	for i := 0; i < len(letters); i++ {
		if isAlpha(letters[i]) {
			b = c.appendDate(b, letters[i])
		} else {
			b = append(b, letters[i])
		}
	}
	return b
}

// isoWeek returns the year and number of the ISO 8601 week.
func (c *calendar) isoWeek() (year, week int64) {
	// The week belongs to the year of its Thursday.
	thursday := dayNumber(c.year, 1, 1) + c.yday - 1 - (c.wday+5)%7 + 3
	year, _, _ = civil(thursday)
	return year, (thursday-dayNumber(year, 1, 1))/7 + 1
}

// appendPad appends n with at least width digits.
func appendPad(b []byte, n int64, width int, fill byte) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
		width--
	}
	var digits [20]byte
	d := appendQuotedInt(digits[:0], n)
	b = appendFill(b, fill, width-len(d))
	return append(b, d...)
}
