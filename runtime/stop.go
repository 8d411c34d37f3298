package runtime

// This file defines how a Go function ends everything.

// Stop returns an error that ends the running [VM.Call] or [Thread.Step] with err:
// no script code runs any more, and no pcall catches it.
func (c *Call) Stop(err error) error { return c.engine().VM().FatalError(err) }
