-- @attack  catch the budget error with pcall and carry on
-- @class   cpu
-- @expect  FUEL
-- @detail  the budget stop must not be catchable by pcall/xpcall (or must re-raise at once without new fuel)
while true do pcall(function() while true do end end) end
