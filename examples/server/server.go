package server

// This file defines Handler: scripts compiled once, and a pool of VMs that wait
// for a request.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// Config says what a request may cost. The zero value has the defaults.
type Config struct {
	Memory  int64         // bytes of a VM; default 8 MiB
	Fuel    int64         // default 10,000,000, some tens of milliseconds
	Timeout time.Duration // default one second
	Ready   int           // VMs that wait for requests; default 8
}

// Handler serves one script. It is used by any number of goroutines.
type Handler struct {
	chunk   *rt.Chunk
	cfg     Config
	ready   chan *rt.VM
	done    chan struct{}
	drained chan struct{}
}

// NewHandler compiles a script that returns a function(request) to be called for
// each request. The request has the fields method, path, query and body; the
// function returns the body of the response and, if it is not 200, the status.
func NewHandler(name, src string, cfg Config) (*Handler, error) {
	chunk, err := rt.Compile("="+name, src)
	if err != nil {
		return nil, err
	}
	if cfg.Memory <= 0 {
		cfg.Memory = 8 << 20
	}
	if cfg.Fuel <= 0 {
		cfg.Fuel = 10_000_000
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = time.Second
	}
	if cfg.Ready <= 0 {
		cfg.Ready = 8
	}
	h := &Handler{
		chunk: chunk, cfg: cfg,
		ready: make(chan *rt.VM, cfg.Ready), done: make(chan struct{}), drained: make(chan struct{}),
	}
	go h.prepare()
	return h, nil
}

// prepare keeps VMs ready until the Handler is closed. A VM takes about as long to
// make as a hundred lines of Lua to run, so this is for the last bit of latency;
// open alone would do.
func (h *Handler) prepare() {
	defer close(h.drained)
	for {
		vm, err := h.open()
		if err != nil {
			break // requests make their own and report the error
		}
		select {
		case h.ready <- vm:
			continue
		case <-h.done:
			_ = vm.Close()
		}
		break
	}
	for len(h.ready) > 0 {
		_ = (<-h.ready).Close()
	}
}

// Close frees the VMs that wait. It is called once, when no request comes any more.
func (h *Handler) Close() {
	close(h.done)
	<-h.drained
}

func (h *Handler) open() (*rt.VM, error) {
	vm, err := rt.New(rt.Config{
		Memory: h.cfg.Memory, Fuel: h.cfg.Fuel, Timeout: h.cfg.Timeout,
		Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, err
	}
	return vm, stdlib.Open(vm, stdlib.Safe)
}

func (h *Handler) take() (*rt.VM, error) {
	select {
	case vm := <-h.ready:
		return vm, nil
	default:
		return h.open()
	}
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	text, status, err := h.serve(r, body)
	switch {
	case errors.Is(err, rt.ErrFuel), errors.Is(err, rt.ErrDeadline), errors.Is(err, rt.ErrMemory):
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

func (h *Handler) serve(r *http.Request, body []byte) (text string, status int, err error) {
	vm, err := h.take()
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, vm.Close()) }()
	fn, err := vm.LoadChunk(h.chunk)
	if err != nil {
		return "", 0, err
	}
	made, err := vm.Call(r.Context(), fn)
	if err != nil {
		return "", 0, err
	}
	if len(made) == 0 {
		return "", 0, errors.New("the script returns no function")
	}
	results, err := vm.Call(r.Context(), made[0], map[string]any{
		"method": r.Method, "path": r.URL.Path, "query": r.URL.RawQuery, "body": body,
	})
	if err != nil {
		return "", 0, err
	}
	text, status = "", http.StatusOK
	if len(results) > 0 {
		if text, err = rt.As[string](vm, results[0].Value()); err != nil {
			return "", 0, fmt.Errorf("response: %w", err)
		}
	}
	if len(results) > 1 {
		status, err = rt.As[int](vm, results[1].Value())
		if err == nil && (status < 200 || status > 599) {
			err = fmt.Errorf("response: no status: %d", status)
		}
	}
	return text, status, err
}
