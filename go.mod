module github.com/lusterlua/luster

go 1.26
