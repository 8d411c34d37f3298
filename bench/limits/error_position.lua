local function f() local x = nil; return x.y end while true do pcall(f) end
