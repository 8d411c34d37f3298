package main

// This file defines the cache: what a run found in a tree whose files have not
// changed since. A key is a hash of everything that a run reads, so that an entry
// is never wrong, only missing.

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lusterlua/luster/gen"
)

// cacheEnv names the directory of the cache; "off" switches it off.
const cacheEnv = "LUSTERBIND_CACHE"

// maxAge is how long entries are kept.
const maxAge = 14 * 24 * time.Hour

// An entry is what is kept of a run without diagnostics that left every file
// fresh.
type entry struct {
	Files    []gen.File // without contents
	Warnings []gen.Diagnostic
	Modules  []gen.Module
	Exposed  []gen.Symbol
	Exempt   []gen.Exemption
}

// A cache looks up runs. The zero cache is off.
type cache struct {
	dir    string
	inputs string // hash of what is read, without the outputs
	key    string // hash of everything
}

// openCache computes the key of a run. Whatever goes wrong switches the cache
// off.
func openCache(cfg *gen.Config) cache {
	dir := os.Getenv(cacheEnv)
	if dir == "off" {
		return cache{}
	}
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return cache{}
		}
		dir = filepath.Join(base, "lusterbind")
	}
	c := cache{dir: dir}
	if err := c.hash(cfg); err != nil {
		return cache{}
	}
	return c
}

// lookup returns the result of the same run, if there was one.
func (c *cache) lookup() (*gen.Result, bool) {
	if c.dir == "" {
		return nil, false
	}
	text, err := os.ReadFile(c.file())
	if err != nil {
		return nil, false
	}
	sum, body, ok := bytes.Cut(text, []byte("\n"))
	if !ok || string(sum) != c.checksum(body) {
		return nil, false // torn or changed: as if it were not there
	}
	var e entry
	if json.Unmarshal(body, &e) != nil {
		return nil, false
	}
	return &gen.Result{Files: e.Files, Warnings: e.Warnings, Modules: e.Modules, Exposed: e.Exposed, Exempt: e.Exempt}, true
}

func (c *cache) file() string { return filepath.Join(c.dir, c.key[:2], c.key) }

// checksum covers the key too, so that no entry can stand for another.
func (c *cache) checksum(body []byte) string {
	h := sha256.New()
	io.WriteString(h, c.key)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// store keeps a result whose files are all fresh now. An input that changed
// meanwhile makes it worthless.
func (c *cache) store(cfg *gen.Config, r *gen.Result) {
	if c.dir == "" || len(r.Diagnostics) > 0 {
		return
	}
	now := cache{dir: c.dir}
	if err := now.hash(cfg); err != nil || now.inputs != c.inputs {
		return
	}
	e := entry{Warnings: r.Warnings, Modules: r.Modules, Exposed: r.Exposed, Exempt: r.Exempt}
	for _, f := range r.Files {
		if f.Content != nil { // an orphan is gone now
			e.Files = append(e.Files, gen.File{Path: f.Path, Name: f.Name, Status: gen.Fresh})
		}
	}
	body, err := json.Marshal(e)
	if err != nil {
		return
	}
	file := now.file()
	if os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	t, err := os.CreateTemp(filepath.Dir(file), ".entry-*")
	if err != nil {
		return
	}
	_, err = io.WriteString(t, now.checksum(body)+"\n"+string(body))
	if err = errors.Join(err, t.Close()); err == nil {
		err = os.Rename(t.Name(), file)
	}
	if err != nil {
		_ = os.Remove(t.Name())
	}
	c.prune()
}

// prune removes old entries.
func (c *cache) prune() {
	_ = filepath.WalkDir(c.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil && time.Since(info.ModTime()) > maxAge && len(filepath.Base(p)) == 2*sha256.Size {
			_ = os.Remove(p)
		}
		return nil
	})
}

// hash computes the hashes for a configuration.
func (c *cache) hash(cfg *gen.Config) error {
	dir, err := filepath.Abs(cmp.Or(cfg.Dir, "."))
	if err != nil {
		return err
	}
	in := sha256.New()
	if err := hashTool(in); err != nil {
		return err
	}
	fmt.Fprintf(in, "dir %q patterns %q flags %q\n", dir, cfg.Patterns, cfg.BuildFlags)
	hashEnv(in)
	roots, err := moduleDirs(dir)
	if err != nil {
		return err
	}
	for _, p := range cfg.Patterns {
		if d, _, _ := strings.Cut(p, "..."); strings.HasPrefix(d, ".") || filepath.IsAbs(d) {
			if !filepath.IsAbs(d) {
				d = filepath.Join(dir, d)
			}
			roots = append(roots, filepath.Clean(d))
		}
	}
	files, err := inputFiles(roots)
	if err != nil {
		return err
	}
	sums, err := hashFiles(files)
	if err != nil {
		return err
	}
	all := sha256.New()
	for i, f := range files {
		w := io.Writer(in)
		if isOutput(f) {
			w = all
		}
		fmt.Fprintf(w, "%q %x\n", f, sums[i])
	}
	all.Write(in.Sum(nil))
	c.inputs, c.key = hex.EncodeToString(in.Sum(nil)), hex.EncodeToString(all.Sum(nil))
	return nil
}

func isOutput(name string) bool {
	return filepath.Base(name) == "luster_gen.go" || strings.HasSuffix(name, ".d.lua")
}

// hashTool hashes the program itself.
var toolHash = sync.OnceValues(func() ([]byte, error) {
	name, err := os.Executable()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	if info, ok := debug.ReadBuildInfo(); ok {
		io.WriteString(h, info.String())
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
})

func hashTool(h hash.Hash) error {
	sum, err := toolHash()
	h.Write(sum)
	return err
}

// hashEnv hashes what the go command makes of the environment: its version, which
// the file's size and time stand for, and its settings.
func hashEnv(h hash.Hash) {
	fmt.Fprintln(h, runtime.GOOS, runtime.GOARCH)
	env := os.Environ()
	slices.Sort(env)
	for _, e := range env {
		if strings.HasPrefix(e, "GO") || strings.HasPrefix(e, "CGO_") {
			fmt.Fprintf(h, "%q\n", e)
		}
	}
	if name, err := exec.LookPath("go"); err == nil {
		if real, err := filepath.EvalSymlinks(name); err == nil {
			name = real
		}
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(h, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	config := os.Getenv("GOENV")
	if config == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			config = filepath.Join(dir, "go", "env")
		}
	}
	if text, err := os.ReadFile(config); err == nil {
		fmt.Fprintf(h, "%q\n", text)
	}
}

var (
	localReplace = regexp.MustCompile(`=>\s+"?(\.{1,2}/[^\s"]*|\.{1,2}|/[^\s"]+|[A-Za-z]:[^\s"]+)`)
	workUse      = regexp.MustCompile(`(?m)^\s*(?:use\s+)?"?(\.{1,2}(?:/[^\s")]*)?|/[^\s")]+)"?\s*(?://.*)?$`)
)

// moduleDirs returns the directories whose files a run may read, besides the
// module cache, whose contents go.sum stands for: the module of dir, those of its
// workspace, and what these replace others by.
func moduleDirs(dir string) (list []string, err error) {
	root := up(dir, "go.mod")
	if root == "" {
		return nil, errors.New("no module")
	}
	todo := []string{root}
	if work := up(dir, "go.work"); work != "" && os.Getenv("GOWORK") != "off" {
		text, err := os.ReadFile(filepath.Join(work, "go.work"))
		if err != nil {
			return nil, err
		}
		todo = append(todo, locals(work, workUse, text)...)
		todo = append(todo, locals(work, localReplace, text)...)
		list = append(list, filepath.Join(work, "go.work"), filepath.Join(work, "go.work.sum"))
	} else if os.Getenv("GOWORK") != "" && os.Getenv("GOWORK") != "off" {
		return nil, errors.New("a workspace elsewhere")
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		d := todo[0]
		todo = todo[1:]
		if seen[d] {
			continue
		}
		seen[d] = true
		list = append(list, d)
		if text, err := os.ReadFile(filepath.Join(d, "go.mod")); err == nil {
			todo = append(todo, locals(d, localReplace, text)...)
		}
	}
	return list, nil
}

func locals(dir string, re *regexp.Regexp, text []byte) (list []string) {
	for _, m := range re.FindAllSubmatch(text, -1) {
		p := filepath.FromSlash(string(m[1]))
		if !filepath.IsAbs(p) {
			p = filepath.Join(dir, p)
		}
		list = append(list, filepath.Clean(p))
	}
	return list
}

// up returns the nearest directory at or above dir that has a file.
func up(dir, name string) string {
	for {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// inputFiles lists the files below the roots, which may be files themselves, that
// a run may read.
func inputFiles(roots []string) (list []string, err error) {
	for _, root := range roots {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				if p == root && errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				return err
			}
			name := d.Name()
			if d.IsDir() {
				if p != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
					return fs.SkipDir
				}
				return nil
			}
			if relevant(name) || p == root {
				list = append(list, p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func relevant(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".h", ".hh", ".hpp", ".c", ".cc", ".cpp", ".s", ".S":
		return true
	}
	return strings.HasSuffix(name, ".d.lua") || name == "go.mod" || name == "go.sum" || name == "modules.txt"
}

// hashFiles hashes the contents, several files at a time.
func hashFiles(files []string) ([][sha256.Size]byte, error) {
	sums, errs := make([][sha256.Size]byte, len(files)), make([]error, len(files))
	var next sync.Mutex
	var wg sync.WaitGroup
	i := 0
	for range min(8, max(2, runtime.GOMAXPROCS(0))) {
		wg.Go(func() {
			for {
				next.Lock()
				n := i
				i++
				next.Unlock()
				if n >= len(files) {
					return
				}
				text, err := os.ReadFile(files[n])
				sums[n], errs[n] = sha256.Sum256(text), err
			}
		})
	}
	wg.Wait()
	return sums, errors.Join(errs...)
}
