package bindtest

// FuzzSome is the part of Fuzz that Run does.
var FuzzSome = fuzzSome
