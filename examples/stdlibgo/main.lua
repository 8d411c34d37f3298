-- What scripts can do with the standard library of Go.
local go = require "go"

-- time: values that compare and add; durations are integers of nanoseconds.
local t = go.time.date(2024, go.time.February, 28, 23, 30, 0, 0, go.time.UTC)
local d = go.time.parse_duration("90m")
local u = t + d
print(u, u:format(go.time.DateOnly), go.time.Weekday.string(u:weekday()))
print(u - t == d, go.time.Duration.hours(u - t), u > t, t == u + -d)
print(pcall(go.time.parse, go.time.DateOnly, "tomorrow"))

-- net/url: the same pointer is the same value.
local addr = go.url.parse("https://ann@example.com/a/b?x=1#top")
addr.path = "/c"
print(addr, addr.host, addr.user:username(), addr:query():get("x"))
print(addr:resolve_reference(go.url.parse("d")), go.url.query_escape("a&b"))
local visits = { [addr] = 1 }
print(visits[addr], go.url.parse("http://a") == addr)

-- math/big.
local f, one = go.big.Int.new(1), go.big.Int.new(1)
for i = 2, 30 do f:mul(f, go.big.Int.new(i)) end
print(f, f:bit_len(), f > one, f == go.big.Int.new(0):set(f))

-- image: interfaces, values, and a struct's own fields.
local img = go.image.new_rgba(go.image.rect(0, 0, 4, 2))
local red = go.color.RGBA.new()
red.r, red.a = 255, 255
img:set(1, 1, red)
img:set(2, 1, go.color.White)
local c = img:at(1, 1)
print(c.r, c.g, img:bounds(), img.stride, #img.pix, img:at(2, 1).b)
print(pcall(img.set, img, 0, 0, "red"))

-- regexp: a Lua function in the middle of Go code, which yields.
local re = go.regexp.compile([[(\w+)@(\w+)]])
print(re:replace_all_string("ann@home bob@work", "$2:$1"), #re:find_all_string("a@b c@d e@f", -1))
local co = coroutine.wrap(function()
	return re:replace_all_string_func("ann@home bob@work", function(s) return coroutine.yield(s) end)
end)
print(co(), co("1"), co("2"))
print(pcall(go.regexp.compile, "("))

-- text/template: data is plain tables.
local tpl = go.template.new("page"):parse("{{.title}}:{{range .items}} {{.name}}={{.n}}{{end}}")
local out = go.strings.Builder.new()
tpl:execute(out, { title = "List", items = { { name = "a", n = 1 }, { name = "b", n = 2.5 } } })
print(out:string())

-- encoding/json: tables both ways.
print(go.json.marshal { b = { 1, 2, "x" }, a = true })
local v = go.json.unmarshal('{"name": "ann", "tags": ["x", "y"], "age": 7, "none": null}')
print(v.name, v.tags[2], #v.tags, v.age, v.none)
local dec = go.json.new_decoder(go.strings.new_reader('{"a": 1} {"a": 2}'))
print(dec:decode().a, dec:decode().a, select(2, pcall(dec.decode, dec)))

-- database/sql: rows are closed when the block ends.
do
	local db <close> = go.sql.open("fake", "people")
	print(db:exec("insert", "ann", 30):rows_affected(), db:exec("insert", "bob", nil):rows_affected())
	local name, age = go.sql.NullString.new(), go.sql.NullInt64.new()
	local rows <close> = db:query("select")
	print(table.concat(rows:columns(), ","))
	while rows:next() do
		rows:scan(name, age)
		print(name.string, age.valid and age.int64)
	end
	print(pcall(db.exec, db, "drop"))
end
