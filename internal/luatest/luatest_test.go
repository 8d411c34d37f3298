package luatest

// This file defines the tests of our virtual machine.

import "testing"

func TestScripts(t *testing.T) {
	for _, s := range scripts(t) {
		t.Run(s.name, func(t *testing.T) { runScript(t, s, Settings{}) })
	}
}

// TestScriptsUnderSettings runs the scripts in slices of fuel and with a
// collector that works all the time. They must not notice.
func TestScriptsUnderSettings(t *testing.T) {
	for _, settings := range Variants {
		t.Run(settings.String(), func(t *testing.T) {
			for _, s := range scripts(t) {
				t.Run(s.name, func(t *testing.T) { runScript(t, s, settings) })
			}
		})
	}
}

func runScript(t *testing.T, s script, settings Settings) {
	t.Parallel()
	pre := Program{"prelude.lua", prelude(t)}
	for _, c := range s.chunks {
		if skip(&c, settings) {
			continue
		}
		_, err := Run(settings, pre, Program{s.name, c.Source})
		message := ""
		if err != nil {
			message = err.Error()
		}
		if complaint := c.Check(message, err != nil); complaint != "" {
			t.Errorf("\n%s", complaint)
		}
	}
}
