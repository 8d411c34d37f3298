-- @attack  (false-positive test) 0.6 GB of short-lived garbage, < 1 MiB live: must NOT be killed
-- @class   mem
-- @expect  CONTAINED|FUEL
-- @detail  the limit is on live (reachable + not yet swept) bytes; golua/canonical-starlark count cumulative bytes
local x
for i = 1, 100000 do x = {("z"):rep(5000 + i % 7)} end
for i = 1, 1500000 do x = {i} end
print("CONTAINED")
