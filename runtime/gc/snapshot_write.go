package gc

// This file writes snapshots in the format of Chrome's DevTools, which people explore them in.

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// The tables of the format: what the numbers of nodes and edges mean.
const snapshotMeta = `{"node_fields":["type","name","id","self_size","edge_count","trace_node_id","detachedness"],` +
	`"node_types":[["hidden","array","string","object","code","closure","regexp","number","native","synthetic",` +
	`"concatenated string","sliced string","symbol","bigint","object shape"],"string","number","number","number","number","number"],` +
	`"edge_fields":["type","name_or_index","to_node"],` +
	`"edge_types":[["context","element","property","internal","hidden","shortcut","weak"],"string_or_number","node"],` +
	`"trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],` +
	`"trace_node_fields":["id","function_info_index","count","size","children"],` +
	`"sample_fields":["timestamp_us","last_assigned_id"],` +
	`"location_fields":["object_index","script_id","line","column"]}`

const nodeFields = 7

// The format's numbers of our kinds.
var (
	chromeNodes = [...]int{KindObject: 3, KindString: 2, KindClosure: 5, KindCode: 4, KindHost: 8, KindRoot: 9}
	chromeEdges = [...]int{EdgeField: 2, EdgeElement: 1, EdgeVariable: 0, EdgeInternal: 3, EdgeWeak: 6}
)

// Write writes the snapshot as a .heapsnapshot file, which Chrome's DevTools load in their panel
// "Memory".
func (s *Snapshot) Write(w io.Writer) error {
	b := snapshotWriter{Writer: bufio.NewWriterSize(w, 64<<10), index: make(map[string]int)}
	edges := 0
	for i := range s.Nodes {
		edges += len(s.Nodes[i].Edges)
	}
	b.text(`{"snapshot":{"meta":` + snapshotMeta + `,"node_count":` + strconv.Itoa(len(s.Nodes)) +
		`,"edge_count":` + strconv.Itoa(edges) + `,"trace_function_count":0},` + "\n" + `"nodes":[`)
	for i := range s.Nodes {
		n := &s.Nodes[i]
		name := n.Name
		if n.Kind != KindString {
			name = n.Label()
		}
		b.row(i == 0, chromeNodes[n.Kind], b.string(name), 2*i+1, int(n.Size), len(n.Edges), 0, 0)
	}
	b.text("],\n\"edges\":[")
	first := true
	for i := range s.Nodes {
		for k := range s.Nodes[i].Edges {
			e := &s.Nodes[i].Edges[k]
			name := int(e.Index)
			if e.Kind != EdgeElement {
				name = b.string(e.Name)
			}
			b.row(first, chromeEdges[e.Kind], name, e.To*nodeFields)
			first = false
		}
	}
	b.text("],\n" + `"trace_function_infos":[],"trace_tree":[],"samples":[],"locations":[],` + "\n" + `"strings":[`)
	for i, text := range b.strings {
		if i > 0 {
			b.text(",\n")
		}
		quoted, err := json.Marshal(text)
		if err != nil {
			return err
		}
		b.text(string(quoted))
	}
	b.text("]}\n")
	return b.Flush()
}

type snapshotWriter struct {
	*bufio.Writer // keeps the first error, which Flush returns
	strings       []string
	index         map[string]int
}

func (b *snapshotWriter) text(s string) { _, _ = b.WriteString(s) }

// row writes numbers.
func (b *snapshotWriter) row(first bool, numbers ...int) {
	var buf [20]byte
	if !first {
		b.text("\n,")
	}
	for i, n := range numbers {
		if i > 0 {
			_ = b.WriteByte(',')
		}
		_, _ = b.Write(strconv.AppendInt(buf[:0], int64(n), 10))
	}
}

// string returns the number of a string in the table of strings.
func (b *snapshotWriter) string(s string) int {
	s = strings.ToValidUTF8(s, "\uFFFD")
	i, ok := b.index[s]
	if !ok {
		i = len(b.strings)
		b.strings = append(b.strings, s)
		b.index[s] = i
	}
	return i
}
