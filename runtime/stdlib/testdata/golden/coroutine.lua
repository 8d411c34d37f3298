-- The library coroutine; the output of lua5.4 is in coroutine.out.
local print0 = print
local function print(...)
  local t = table.pack(...)
  for i = 1, t.n do t[i] = tostring(t[i]):gsub("0x%x+", "ADDR") end
  print0(table.concat(t, "\t"))
end
local function p(...) print(pcall(...)) end
local co=coroutine
p(co.create) p(co.create,1) p(co.resume) p(co.resume,1) p(co.status) p(co.status,{}) p(co.wrap) p(co.close) p(co.isyieldable) p(co.running,1) p(co.yield,1)
local c=co.create(function(a,b) print("in",a,b,co.isyieldable(),co.status(co.running())) local x,y=co.yield(a+b) print("got",x,y) error("oops") end)
print(co.status(c)) print(co.resume(c,1,2)) print(co.status(c)) print(co.resume(c,"x","y")) print(co.status(c)) print(co.resume(c)) print(co.close(c))
local w=co.wrap(function() for i=1,3 do co.yield(i) end end) print(w(),w(),w(),w()) p(w)
local w2=co.wrap(function() error("we") end) p(w2) p(w2)
local w3=co.wrap(function() error({}) end) print(type(select(2,pcall(w3))))
print(co.resume(co.running()))
local outer outer=co.create(function() local inner=co.create(function() print(co.status(outer)) print(co.resume(outer)) print(pcall(co.close,outer)) end) co.resume(inner) print(pcall(co.close,outer)) end) co.resume(outer)
-- close with tbc
local cc=co.create(function() local x<close> =setmetatable({},{__close=function(_,e) print("closed",e) end}) co.yield(1) end)
co.resume(cc) print(co.close(cc)) print(co.status(cc))
local cc=co.create(function() local x<close> =setmetatable({},{__close=function(_,e) error("in close") end}) co.yield(1) end)
co.resume(cc) print(co.close(cc)) print(co.status(cc))
-- yield across pcall, metamethods, iterators
print(co.wrap(function() return pcall(function() co.yield(1) error("x") end) end)())
local w=co.wrap(function() local ok,e=pcall(function() local v=co.yield("y1") error("E"..v) end) co.yield(ok,e) local t=setmetatable({},{__index=function(t,k) return co.yield("idx"..k) end,__add=function(a,b) return co.yield("add") end,__eq=function() return co.yield("eq") end,__lt=function() return co.yield("lt") end,__concat=function() return co.yield("cc") end,__call=function(s,...) return co.yield("call",...) end,__len=function() return co.yield("len") end,__newindex=function(t,k,v) co.yield("ni",k,v) end,__close=function() co.yield("close") end}) 
 print(t.foo) print(t+1) print(t==setmetatable({},getmetatable(t))) print(t<t) print(t..1) print(t(9)) print(#t) t.z=5 do local q<close> =t end for k in (function() return co.yield("iter") end) do print("k",k) break end return "end" end)
print(w()) print(w("V")) for i=1,13 do print(i,pcall(w,i)) end p(w)
print(select('#',co.running())) print(select(2,co.running())) 
-- many
local n=0 for i=1,1000 do local c=co.wrap(function(...) n=n+select('#',...) co.yield() n=n+1 end) c(1,2) c() end print(n)
-- deep recursion of resumes
local function rec(d) if d==0 then return "bottom" end return co.wrap(rec)(d-1) end
print(pcall(rec,100)) print((select(2,pcall(rec,300)):match("C stack overflow$")))
-- table.unpack through resume
print(co.resume(co.create(function(...) return select('#',...) end),table.unpack({},1,200)))
print(pcall(co.wrap(function() co.yield(co.yield(1)) end)))
-- error in wrap w/ traceback pos
local f=co.wrap(function() local x=nil; x.y=1 end) p(f)
print(co.close(co.create(print)))
p(co.wrap(function() error() end))
local c=co.create(function() return co.resume(co.running()) end) print(co.resume(c))
-- stack overflow inside coroutine
local function so() return 1+so() end print((select(2,co.resume(co.create(so)))):match("^[^\n]*overflow"))
print((select(2,pcall(so))):match("stack overflow"))
local t=setmetatable({},{}) getmetatable(t).__index=t p(function() return t.x end)
print(pcall(string.rep)) print(pcall(("x").bad)) 
