package interp

// This file tells the collector's snapshots what objects of the language are, and
// names their edges.

import (
	"fmt"
	"strings"

	"github.com/lusterlua/luster/runtime/gc"
)

// maxShown is how much of a string a snapshot shows.
const maxShown = 200

// shown returns the begin of a text.
func shown(s string) string {
	if len(s) > maxShown {
		s = s[:maxShown]
	}
	return strings.Clone(s) // strings of the heap are only views
}

// describeValue adds an edge to v if it is an object.
func describeValue(d *gc.Description, kind gc.EdgeKind, name string, v Value) {
	if v.collectable() {
		d.Edge(kind, name, uintptr(v.u))
	}
}

// DescribeGC implements gc.Describer.
func (p *shortString) DescribeGC(d *gc.Description) {
	d.Kind, d.Name = gc.KindString, shown(p.view())
}

// DescribeGC implements gc.Describer.
func (p *longString) DescribeGC(d *gc.Description) {
	d.Kind, d.Name, d.Bytes = gc.KindString, shown(p.view()), int64(gc.MemSize(uintptr(p.n)))
}

// DescribeGC names entries after their keys. An object that is a key has an edge
// of its own.
func (t *Table) DescribeGC(d *gc.Description) {
	if t.own&ownArray != 0 {
		d.Bytes += int64(gc.MemSize(uintptr(t.array.n) * valueSize))
	}
	if t.own&ownNodes != 0 {
		d.Bytes += int64(gc.MemSize((uintptr(t.hash.mask) + 1) << nodeShift))
	}
	d.Edge(gc.EdgeInternal, "metatable", t.meta.Addr())
	weakKeys, weakValues := false, false
	if meta := t.meta.Get(); meta != nil {
		d.Name = metaString(meta, "__name")
		mode := metaString(meta, "__mode")
		weakKeys, weakValues = strings.Contains(mode, "k"), strings.Contains(mode, "v")
	}
	for i, k, v := t.nextIndex(0); i != 0; i, k, v = t.nextIndex(i) {
		if k.collectable() {
			kind := gc.EdgeInternal
			if weakKeys && !k.isString() {
				kind = gc.EdgeWeak
			}
			describeValue(d, kind, "(key)", k)
		}
		if !v.collectable() {
			continue
		}
		switch _, isInt := k.AsInt(); {
		case weakValues && !v.isString(), weakKeys && k.collectable() && !k.isString():
			d.Edge(gc.EdgeWeak, keyName(k), uintptr(v.u))
		case isInt:
			n, _ := k.AsInt()
			d.Element(n, uintptr(v.u))
		default:
			d.Edge(gc.EdgeField, keyName(k), uintptr(v.u))
		}
	}
}

// metaString returns a text field of a metatable.
func metaString(meta *Table, name string) string {
	for i, k, v := meta.nextIndex(0); i != 0; i, k, v = meta.nextIndex(i) {
		if k.isString() && v.isString() && str(k) == name {
			return shown(str(v))
		}
	}
	return ""
}

// keyName returns how an entry with the given key is named.
func keyName(k Value) string {
	switch {
	case k.isString():
		return shown(str(k))
	case k.isNumber():
		return "[" + string(appendNumber(nil, k)) + "]"
	}
	if b, ok := k.AsBool(); ok {
		return fmt.Sprintf("[%v]", b)
	}
	return "[" + TypeName(k) + "]"
}

// place returns where a function is defined.
func (p *Proto) place() string {
	if p.src == nil {
		return "?"
	}
	if p.src.LineDefined == 0 {
		return chunkID(p.src.Source)
	}
	return fmt.Sprintf("%s:%d", chunkID(p.src.Source), p.src.LineDefined)
}

// DescribeGC implements gc.Describer.
func (c *Closure) DescribeGC(d *gc.Description) {
	p := c.proto.Get()
	d.Kind, d.Name = gc.KindClosure, p.place()
	d.Edge(gc.EdgeInternal, "prototype", c.proto.Addr())
	for i := range int(c.ups.n) {
		name := fmt.Sprintf("upvalue %d", i+1)
		if p.src != nil {
			name = "upvalue '" + upvalDisplayName(p.src, i) + "'"
		}
		d.Edge(gc.EdgeVariable, name, c.ups.at(i).Addr())
	}
}

// DescribeGC implements gc.Describer.
func (u *Upvalue) DescribeGC(d *gc.Description) {
	describeValue(d, gc.EdgeField, "value", *u.val())
}

// DescribeGC implements gc.Describer.
func (g *GoFunction) DescribeGC(d *gc.Description) {
	d.Kind, d.Name = gc.KindClosure, g.name
	d.Bytes = int64(len(g.ups)) * int64(valueSize)
	for i, v := range g.ups {
		describeValue(d, gc.EdgeVariable, fmt.Sprintf("upvalue %d", i+1), v)
	}
}

// DescribeGC implements gc.Describer.
func (p *Proto) DescribeGC(d *gc.Description) {
	d.Kind, d.Name = gc.KindCode, p.place()
	d.Bytes = int64(gc.MemSize(uintptr(p.k.n)*valueSize)) + protoBytes(p.src)
	if p.code != 0 {
		d.Bytes += int64(gc.MemSize(codeSize(p.ncode)))
	}
	for i := range p.k.n {
		describeValue(d, gc.EdgeInternal, fmt.Sprintf("constant %d", i+1), *valueAt(p.k.addr + uintptr(i)*valueSize))
	}
	for i, q := range p.protos {
		d.Edge(gc.EdgeInternal, fmt.Sprintf("function %d", i+1), q.Addr())
	}
	describeValue(d, gc.EdgeInternal, "source", p.source)
}

// DescribeGC names what is on the stack after the function in whose frame it is.
func (th *Thread) DescribeGC(d *gc.Description) {
	d.Bytes = int64(gc.MemSize(th.stack.size()) + gc.MemSize(th.fend-th.frames))
	if th.stack.addr != 0 {
		th.describeStack(d)
	}
	d.Edge(gc.EdgeInternal, "resumed by", th.from.Addr())
	d.Edge(gc.EdgeInternal, "running", th.inner.Addr())
	for u := th.open; u != 0; u = upvalAt(u).own.u {
		d.Edge(gc.EdgeInternal, "open upvalue", uintptr(u))
	}
	for _, s := range th.seqs {
		if s != nil {
			d.Fields("waiting", s, func(t *gc.Tracer) { t.Walk(s) })
		}
	}
	for _, w := range th.unwinds {
		if w.err != nil {
			describeValue(d, gc.EdgeInternal, "error on its way", w.err.val)
		}
	}
	if th.err != nil {
		describeValue(d, gc.EdgeInternal, "error", th.err.val)
	}
}

func (th *Thread) describeStack(d *gc.Description) {
	name := "stack"
	f := th.frames
	for a := th.stack.addr; a < th.stack.top; a += valueSize {
		for ; th.fp != 0 && f <= th.fp && frameAt(f).base <= a+valueSize; f += frameSize {
			if x := frameAt(f); x.kind == kindLua {
				name = "local of " + x.closure().proto.Get().place()
			} else {
				name = "value of " + x.goFunction().name
			}
		}
		describeValue(d, gc.EdgeVariable, name, *valueAt(a))
	}
}

// DescribeGC names what the Go value refers to after its fields.
func (u *Userdata) DescribeGC(d *gc.Description) {
	d.Kind, d.Bytes = gc.KindHost, u.size
	if u.typ != nil {
		d.Name = u.typ.Name
	}
	d.Edge(gc.EdgeInternal, "metatable", u.meta.Addr())
	for i, v := range u.user {
		describeValue(d, gc.EdgeInternal, fmt.Sprintf("user value %d", i+1), v)
	}
	switch {
	case u.hold != nil:
		d.Fields("object", u.hold, u.hold.TraceGC)
	case u.typ != nil && u.data != nil && u.typ.Trace != nil:
		d.Fields("", u.data, func(t *gc.Tracer) { u.typ.Trace(u.data, t) })
	}
}

// DescribeGC names the roots of the VM.
func (vm *VM) DescribeGC(d *gc.Description) {
	describeValue(d, gc.EdgeField, "globals", vm.globals)
	describeValue(d, gc.EdgeField, "registry", vm.registry)
	if vm.th != nil {
		d.Edge(gc.EdgeField, "running", uintptr(vm.th.ptr()))
	}
	for k, name := range typeNames {
		d.Edge(gc.EdgeInternal, "metatable of "+name+"s", vm.metas[k].Addr())
	}
	for _, a := range gc.ChildrenOf(vm.heap, vm) {
		d.Edge(gc.EdgeInternal, "vm", a)
	}
}
