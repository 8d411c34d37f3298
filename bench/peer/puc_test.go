//go:build puc

package peer

import "testing"

func BenchmarkNewPUC(b *testing.B) {
	b.ReportMetric(float64(states(b.N, false)), "B/state")
}

func BenchmarkNewSafePUC(b *testing.B) {
	b.ReportMetric(float64(states(b.N, true)), "B/state")
}
