#!shebang
local name = select("#", ...) > 0 and ... or "none"
return {name = name}, name
