// Package stdlibgo gives scripts parts of Go's standard library. There is nothing
// in it but directives: what lusterbind makes of them is all of the code.
//
// A table of the module stands for each package: go.time, go.url, go.big and so
// on. The tests run scripts against it, with a database driver of their own.
//
//luster:module go
//luster:extern time.Time as=copy in=time meta=__add:Add,__sub:Sub
//luster:extern time.Location in=time
//luster:extern time.Duration,Month,Weekday in=time
//luster:extern time.Date,Unix,UnixMilli,Parse,ParseDuration,UTC in=time
//luster:extern time.Nanosecond,Microsecond,Millisecond,Second,Minute,Hour in=time
//luster:extern time.January,February,March,April,May,June,July,August,September,October,November,December in=time
//luster:extern time.RFC3339,DateOnly,TimeOnly,DateTime,Kitchen in=time
//luster:extern net/url.* in=url
//luster:extern math/big.Int in=big
//luster:extern math/big.NewInt in=big new
//luster:extern image.RGBA,Image in=image
//luster:extern image.Point,Rectangle as=copy in=image
//luster:extern image.NewRGBA,Rect,Pt in=image
//luster:extern image/color.RGBA,Gray16 as=copy in=color new
//luster:extern image/color.Color,Model in=color
//luster:extern image/color.Black,White in=color
//luster:extern regexp.* in=regexp skip=Regexp.Copy
//luster:extern text/template.Template in=template
//luster:extern text/template.New,HTMLEscapeString in=template
//luster:extern strings.Builder in=strings new
//luster:extern strings.NewReader,Reader,NewReplacer,Replacer in=strings
//luster:extern io.Writer,Reader in=io
//luster:extern io.ReadAll,Copy in=io
//luster:extern encoding/json.Marshal,MarshalIndent,Valid in=json
//luster:extern encoding/json.Unmarshal in=json out=v
//luster:extern encoding/json.Decoder in=json out=Decode.v
//luster:extern encoding/json.NewDecoder in=json
//luster:extern database/sql.DB,Rows,Row,Tx,Stmt,Result,DBStats in=sql
//luster:extern database/sql.Open,Drivers in=sql
//luster:extern database/sql.NullString,NullInt64,NullFloat64,NullBool in=sql new
package stdlibgo
