-- The library package; the output of lua5.4 is in package.out.
local print0 = print
local function print(...)
  local t = table.pack(...)
  for i = 1, t.n do t[i] = tostring(t[i]):gsub("0x%x+", "ADDR") end
  print0(table.concat(t, "\t"))
end
local function p(...) print(pcall(...)) end
package.path, package.cpath = "testdata/golden/?.mod;testdata/golden/none/?.lua", ""
print(package.config)
p(require) p(require, {}) p(package.searchpath, "a.b")
print(package.searchpath("a.b", "?.lua;x/?.lua"))
print(package.searchpath("a-b", "?.lua", "-", "+"))
print(package.searchpath("good", package.path))
package.preload.foo = function(...) print("loading", ...) return nil end
print(require "foo") print(require "foo") print(package.loaded.foo)
package.preload.bar = function(...) package.loaded.bar = "set" end
print(require "bar") print(package.loaded.bar)
package.preload.fails = function() error("in the loader") end
p(require, "fails") print(package.loaded.fails)
print(require "good") print(require "good") print(package.loaded.good.name)
p(require, "bad")
package.loaded.good = nil print(require "good")
while #package.searchers > 2 do table.remove(package.searchers) end -- those for libraries in C
p(require, "missing") p(require, "sub.missing")
table.insert(package.searchers, 1, function(n) return "\n\tmine" end)
table.insert(package.searchers, 2, function(n) return nil end)
table.insert(package.searchers, 3, function(n) if n == "mine" then return function(...) print("mine", ...) return 42 end, "extra" end end)
p(require, "missing2") print(require "mine")
package.path = nil p(require, "x") package.path = ""
package.searchers = {} p(require, "y") package.searchers = 1 p(require, "z")
print(package.loaded._G == _G, package.loaded.string == string, package.loaded.package == package)
print(dofile("testdata/golden/good.mod")) p(dofile, "testdata/golden/bad.mod") p(dofile, "testdata/golden/none")
print(loadfile("testdata/golden/bad.mod")) print(loadfile("testdata/golden/none")) print(loadfile("testdata/golden"))
print(loadfile("testdata/golden/good.mod", "b")) print(loadfile("testdata/golden/good.mod", "t", {select = select})("env"))
p(loadfile, {}) p(dofile, {})
