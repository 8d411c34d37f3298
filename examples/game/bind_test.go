package game_test

import (
	"testing"

	"github.com/lusterlua/luster/bindtest"
	"github.com/lusterlua/luster/examples/game"
)

// TestBindings is what every package with bindings should have.
func TestBindings(t *testing.T) {
	bindtest.Run(t, bindtest.Config{Open: game.OpenLua})
}

func FuzzBindings(f *testing.F) { bindtest.Fuzz(f, game.OpenLua) }
