-- @attack  to-be-closed variable tries to take control back while the limit error unwinds
-- @class   cpu
-- @expect  FUEL
-- @detail  __close handlers must not run (or must run only on a bounded grace budget) after exhaustion
-- @ref     lua git log: "Functions interact badly with sandboxes ... to-be-closed function still can hijack control"
-- @needs   5.4
while true do
  pcall(function()
    local g <close> = setmetatable({}, {__close = function() while true do end end})
    while true do end
  end)
end
