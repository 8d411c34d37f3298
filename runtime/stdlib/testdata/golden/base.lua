-- The base library; the output of lua5.4 is in base.out.
local print0 = print
local function print(...)
  local t = table.pack(...)
  for i = 1, t.n do t[i] = tostring(t[i]):gsub("0x%x+", "ADDR") end
  print0(table.concat(t, "\t"))
end
local function p(...) print(pcall(...)) end
local function e(f,...) print(select(2,pcall(f,...))) end
-- assert/error
e(function() assert(false) end) e(function() assert(nil,"m") end) e(assert) e(assert,false,12) p(assert,1,2,3)
e(function() error("a") end) e(function() error("a",0) end) e(function() error("a",2) end) e(function() error() end) e(function() error(nil) end)
e(function() error("a", 100) end) p(error,"x",1) p(error,({}).x)
-- select
print(select('#')) print(select('#',nil,nil)) print(select(2,1,2,3)) print(select(-1,1,2,3)) print(select(-2,1,2,3)) p(select,0) p(select,-5,1) p(select) p(select,'x') print(select(10,1,2)) print(select('2','a','b'))
print(select(2.0,5,6)) p(select,2.5,1)
-- tonumber
for _,v in ipairs{"10","0x10"," 12 ","1e1","0x1p4","","  ","1 2","0x","1e","inf","nan","1_0","0x.8","5.","1e+","-0x10","- 1","٣","1\0"} do print(v,tonumber(v)) end
for _,v in ipairs{{"10",2},{"ff",16},{"FF",16},{"zz",36},{" 11 ",2},{"-ff",16},{"12",2},{"",10},{"8",8},{"7fffffffffffffff",16},{"ffffffffffffffff",16},{"1",10}} do print(v[1],v[2],tonumber(v[1],v[2])) end
p(tonumber) p(tonumber,{}) p(tonumber,nil) p(tonumber,10,2) p(tonumber,"10",1) p(tonumber,"10",37) p(tonumber,"10",2.5) p(tonumber,"10","x") p(tonumber,"10",nil)
-- tostring
print(tostring(1),tostring(1.0),tostring(-0.0),tostring(1e15),tostring(1e16),tostring(1e100),tostring(0.1),tostring(1/0),tostring(-1/0),tostring(0/0),tostring(2^53),tostring(math and 1<<63))
print(tostring(nil),tostring(true),tostring("x"))
p(tostring)
print(tostring(setmetatable({},{__tostring=function() return "TS" end})))
p(tostring,setmetatable({},{__tostring=function() return 1 end}))
p(tostring,setmetatable({},{__tostring=function() return {} end}))
print((tostring(setmetatable({},{__name="My"})):gsub("0x%x+","ADDR")))
print((tostring({}):gsub("0x%x+","ADDR")), (tostring(print):gsub("0x%x+","ADDR")), (tostring(function() end):gsub("0x%x+","ADDR")), (tostring(coroutine.create(print)):gsub("0x%x+","ADDR")))
print0(setmetatable({},{__tostring=function() return "P" end}), 1, setmetatable({},{__tostring=function() return "Q" end}))
p(print0,setmetatable({},{__tostring=function() error("in ts") end}))
p(print0,setmetatable({},{__tostring=function() return {} end}))
-- raw*
p(rawget) p(rawget,1) p(rawget,{}) p(rawset,{},1) p(rawset,{},nil,1) p(rawset,{},0/0,1) p(rawlen,{1,2}) p(rawlen,"abc") p(rawlen,5) p(rawlen) p(rawequal,1) p(rawequal,1,1.0) p(rawequal,"a","a") p(rawequal,{}, {})
-- metatables
p(setmetatable,{},1) p(setmetatable,1,{}) p(setmetatable,{}) p(getmetatable) print(getmetatable(setmetatable({},{__metatable="locked"}))) p(setmetatable,setmetatable({},{__metatable=1}),{}) print(getmetatable("").__index==string) print(getmetatable(1))
p(setmetatable, {}, nil)
-- pairs / next / ipairs
p(next,{}) p(next) p(next,1) p(next,{},"nokey") p(pairs) p(ipairs) p(ipairs,1)
for k,v in pairs(setmetatable({},{__pairs=function(t) return function(_,k) if not k then return 1,2 end end,t,nil end})) do print(k,v) end
print(pairs(setmetatable({},{__pairs=function(t) return 1,2,3,4,5 end})))
for i,v in ipairs(setmetatable({},{__index=function(t,i) if i<4 then return i*10 end end})) do print(i,v) end
p(function() for i in ipairs() do end end)
p(function() for i in ipairs(nil) do end end)
local t={} for k,v in pairs{a=1,b=2,3} do t[#t+1]=tostring(k).."="..tostring(v) end table.sort(t) print(table.concat(t," "))
-- type
p(type) print(type(nil),type(1),type("x"),type({}),type(print),type(coroutine.create(print)),type(true))
-- pcall/xpcall
p(pcall) p(xpcall) p(xpcall,print) p(xpcall,print,1) print(xpcall(function(...) return ... end, print, 1,2,3)) print(xpcall(error,function(m) return "H:"..tostring(m) end,"E"))
print(xpcall(function() local x = nil; x() end, function(m) return m end))
print(pcall(pcall,error,"x"))
print(xpcall(function() error("a") end, function(m) error("b") end))
-- load
print(load("return 1")()) print(load("x=")) print(load("return ...")(5)) print(load(function() return nil end)) 
local parts={"return ","4","2"} local i=0 print(load(function() i=i+1 return parts[i] end)())
print(load(function() return {} end)) print(load(function() error("rd") end)) p(load) p(load,{}) print(load("return x","=n","t",{x=7})()) print(load("return x",nil,nil,nil)) 
print(pcall(load("return x",nil,nil,nil))) print(load("\27x","=b","t")) print(load("x=1","=b","b")) print(load("error('q')","=chunk")) print(pcall(load("error('q')","=chunk"))) print(pcall(load("error('q')","@chunk.lua"))) print(pcall(load("\n\nerror('q')"))) print(pcall(load("local a='long string here to overflow the display of the chunk name in the message' error('q')")))
print(load("return ('x'):rep(3)")())
do local src={} for i=1,3000 do src[#src+1]="local v"..(i%100).." = "..i.." ; v"..(i%100).."=nil" ; if i%100==0 then src[#src+1]="do end" end end end
local big={} for i=1,5000 do big[i]="a["..i.."]="..i end
a={} print(load(table.concat(big,"\n"))) load(table.concat(big,"\n"))() print(#a)
local n=0 local f=load(function() n=n+1 return big[n] and big[n].."\n" end) a={} f() print(#a)
print(load(table.concat(big,"\n").." x x"))
p(load,"x","y",{}) p(load,"x",{}) print(load("goto x")) print(load("break")) print(load("::a:: ::a::")) print(load("local x <const> = 1; x=2")) print(load("for")) print(load("x='abc")) print(load("x=[[abc")) print(load("--[[")) print(load("x='\\q'")) print(load("x=0x")) print(load("x=1e")) print(load("return 'a\nb'")) print(load("}")) print(load("x = }")) print(load("a.b:c=1"))
print(_VERSION, _G._G==_G)
-- warn
warn("@off") p(warn) p(warn,{}) p(warn,"a",{})

-- print itself
print0() print0(nil, true, 1, 1.5, "x") print0(("long"):rep(20000):sub(1, 5), ("y"):rep(100))
p(xpcall, error, function(m) return m, 2 end, "e")
print(select("#", pcall(error))) print(pcall(error, nil)) print(pcall(error, setmetatable({}, {__tostring = function() return "obj" end})))
p(function() local a <close> = 1 end) p(function() local a <close> = setmetatable({}, {__close = function() error("cl") end}) end)
