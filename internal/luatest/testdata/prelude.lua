-- What every chunk of the scripts beside this file may use. Failures are raised
-- at the caller's line, so that the harness reports that line.

local type, pcall, select, mathtype = type, pcall, select, math.type
local find, sub, format = string.find, string.sub, string.format
local load, error, rawequal, tostring = load, error, rawequal, tostring

local function show(v)
  if type(v) == "string" then return format("%q", v) end
  return tostring(v)
end

-- eq demands that got is want: the same type of number as well, and NaN is NaN.
function eq(got, want)
  if rawequal(got, want) and mathtype(got) == mathtype(want) then return end
  if got ~= got and want ~= want then return end
  error("got " .. show(got) .. ", want " .. show(want), 2)
end

-- list demands that the values after n are those in the table want.
function list(want, ...)
  local n = select("#", ...)
  if n ~= (want.n or #want) then
    error("got " .. n .. " values, want " .. (want.n or #want), 2)
  end
  for i = 1, n do
    local got = (select(i, ...))
    if not rawequal(got, want[i]) or mathtype(got) ~= mathtype(want[i]) then
      error("value " .. i .. ": got " .. show(got) .. ", want " .. show(want[i]), 2)
    end
  end
end

-- fails demands that f(...) raises the message want, apart from its position.
function fails(want, f, ...)
  local ok, got = pcall(f, ...)
  if ok then error("no error, want " .. show(want), 2) end
  if type(got) == "string" then
    local _, last = find(got, "^[^:\n]+:%d+: ")
    if last then got = sub(got, last + 1) end
  end
  if got ~= want then
    error("got error " .. show(got) .. ", want " .. show(want), 2)
  end
end

-- raises compiles src as the chunk "src", runs it, and demands the message want
-- apart from its position.
function raises(want, src, ...)
  local f, msg = load(src, "=src")
  if not f then error("does not compile: " .. msg, 2) end
  local ok, got = pcall(f, ...)
  if ok then error("no error, want " .. show(want), 2) end
  if type(got) == "string" then
    local _, last = find(got, "^src:%d+: ")
    if last then got = sub(got, last + 1) end
  end
  if got ~= want then
    error("got error " .. show(got) .. ", want " .. show(want), 2)
  end
end

-- syntax demands that src does not compile, with the message want, which begins
-- with the line.
function syntax(want, src)
  local f, got = load(src, "=src")
  if f then error("it compiles, want " .. show(want), 2) end
  if got ~= "src:" .. want then
    error("got error " .. show(got) .. ", want " .. show("src:" .. want), 2)
  end
end

-- eval returns the values of an expression given as text.
function eval(src, ...)
  local f, msg = load("return " .. src, "=src")
  if not f then error(msg, 2) end
  return f(...)
end
