-- @attack  string.pack("c200000000") pads to 200 MB; 20 of them to 4 GB
-- @class   mem
-- @expect  MEM|ERROR
-- @needs   5.4
print("FINISHED", #string.pack(("c200000000"):rep(20), "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""))
