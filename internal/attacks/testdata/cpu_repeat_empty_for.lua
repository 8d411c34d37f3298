-- @attack  numeric for with 2^63 iterations and an empty body, then a float loop whose step is absorbed
-- @class   cpu
-- @expect  FUEL
-- @detail  the VM may not fold the loop into a native Go loop without metering
for i = math.mininteger or -2^53, math.maxinteger or 2^53 do end
for x = 1e16, 1e17, 0.5 do end
