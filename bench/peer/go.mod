module github.com/lusterlua/luster/bench/peer

go 1.26.0

require github.com/lusterlua/luster v0.0.0

require github.com/yuin/gopher-lua v1.1.2

replace github.com/lusterlua/luster => ../..
