-- Calls what scripts can reach, as the bytes of the input say. See fuzz.go.
local data, functions, methods, fields, hosts, seeds = ...
local pos, depth = 0, 0

local function byte()
	pos = pos + 1
	return data:byte(pos) or 0
end

local pool = {}
local size = 0
local objects, made = {}, 0
local function keep(v)
	if hosts(v) then
		made = made + 1
		objects[(made - 1) % 32 + 1] = v
	end
	size = size + 1
	if size <= 64 then
		pool[size] = v
	else
		pool[byte() % 64 + 1] = v
	end
end

-- A function may return nil: the pool has holes on purpose.
local function pick()
	local b = byte()
	if b % 4 == 0 and made > 0 then
		return objects[b // 4 % #objects + 1]
	end
	local n = size < 64 and size or 64
	return pool[byte() % (n + 1)]
end

local step

local function nested()
	if depth < 4 and pos < #data then
		depth = depth + 1
		step()
		depth = depth - 1
	end
end

local basic = {
	false, true, 0, 1, -1, 255, 256, 65536, math.maxinteger, math.mininteger, 0.5, -0.0, 1e308, 0 / 0, 1 / 0, -1 / 0,
	2.0 ^ 53, 2.0 ^ 63, "", "x", "10", "a\0b\255", ("long "):rep(50), {}, { 1, 2, 3 }, { x = 1, y = 2, name = "n" },
	print or type, coroutine.create(function() end),
	function(...) return ... end,
	function() error("a callback that fails") end,
	function() error({ "a table" }) end,
	function() error() end,
	function(...)
		local v = coroutine.isyieldable() and coroutine.yield(...)
		return v
	end,
	function(...) nested() return ... end,
	function(self)
		for _, name in ipairs(fields[hosts(self) or ""] or {}) do
			pcall(function() self[name] = pick() end)
		end
		return pick(), pick()
	end,
	function() collectgarbage() return true end,
	setmetatable({}, { __index = function() error("__index") end, __len = function() return 1e9 end, __call = function() return 1 end }),
	setmetatable({}, { __gc = function() end, __close = function() error("__close") end, __name = "odd" }),
}
for _, v in ipairs(basic) do keep(v) end
for _, v in ipairs(seeds) do keep(v) end

local function finish(f, ...)
	local co = coroutine.create(f)
	local r = table.pack(coroutine.resume(co, ...))
	for _ = 1, byte() % 4 do
		if coroutine.status(co) ~= "suspended" then break end
		r = table.pack(coroutine.resume(co, pick(), pick()))
	end
	if coroutine.status(co) == "suspended" and byte() % 2 == 0 then
		coroutine.close(co)
	end
	if r[1] then
		for i = 2, math.min(r.n, 4) do
			if r[i] ~= nil then keep(r[i]) end
		end
	end
end

local function args()
	local t = {}
	local n = byte() % 6
	for i = 1, n do t[i] = pick() end
	return table.unpack(t, 1, n)
end

-- An object of a bound type, if there is one.
local function object()
	if made > 0 then
		local v = objects[byte() % #objects + 1]
		return v, hosts(v)
	end
end

local steps = {
	function()
		if #functions > 0 then finish(functions[byte() % #functions + 1], args()) end
	end,
	function()
		local o, kind = object()
		local list = methods[kind or ""]
		if list and #list > 0 then
			local name = list[byte() % #list + 1]
			finish(function(...) return o[name](...) end, o, args())
		end
	end,
	function() -- a method with any self
		local o, kind = object()
		local list = methods[kind or ""]
		if list and #list > 0 then finish(o[list[byte() % #list + 1]], args()) end
	end,
	function()
		local o, kind = object()
		local list = fields[kind or ""]
		if list and #list > 0 then
			local name = list[byte() % #list + 1]
			finish(function() return o[name] end)
		end
	end,
	function()
		local o, kind = object()
		local list = fields[kind or ""]
		if list and #list > 0 then
			local name, v = list[byte() % #list + 1], pick()
			finish(function() o[name] = v end)
		end
	end,
	function()
		local o, v = object(), pick()
		local ops = {
			function() return tostring(o) end, function() return #o end, function() return o == v end, function() return o < v end,
			function() return o <= v end, function() return o + v, v + o end, function() return o - v, v - o end,
			function() return o * v, v * o end, function() return o / v end, function() return -o end, function() return o .. v end,
			function() return o(v) end, function() return o[v] end, function() o[v] = v end,
			function() local n = 0 for k in pairs(o) do n = n + 1 if n > 20 then break end end end,
			function() local c <close> = o end, function() return ({ [o] = v })[o] end,
		}
		finish(ops[byte() % #ops + 1])
	end,
}

step = function() steps[byte() % #steps + 1]() end

while pos < #data do step() end
