// Package spell finds the name that a misspelt one was meant to be, for messages
// that ask "did you mean 'position'?".
package spell
