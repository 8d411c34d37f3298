-- @attack  load() with a reader that never returns nil
-- @class   cpu
-- @expect  LIMIT
-- @detail  the lexer must be metered per piece; whitespace must not be free
-- @needs   load(reader)
load(function() return "    \n" end)
