package counter_test

import (
	"testing"

	"github.com/lusterlua/luster/bindtest"
	"github.com/lusterlua/luster/examples/counter"
)

func TestBindings(t *testing.T) { bindtest.Run(t, bindtest.Config{Open: counter.OpenLua}) }
