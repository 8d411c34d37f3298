package stdlibgo_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/lusterlua/luster/examples/stdlibgo"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// TestMainScript runs main.lua and compares what it prints. UPDATE=1 rewrites the
// expected output.
func TestMainScript(t *testing.T) {
	open = 0
	src, err := os.ReadFile("main.lua")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe, stdlib.Package(nil, "")); err != nil {
		t.Fatal(err)
	}
	if err := stdlibgo.OpenLua(vm); err != nil {
		t.Fatal(err)
	}
	if _, err := vm.Run(context.Background(), "@main.lua", string(src)); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/main.out", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/main.out")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("printed\n%s\nwant\n%s", out.Bytes(), want)
	}
	if open != 0 {
		t.Errorf("%d connections are still open", open)
	}
}

// open is the number of open connections of the driver.
var open int

func init() { sql.Register("fake", fakeDriver{}) }

// fakeDriver is a database of one table, which knows two statements.
type fakeDriver struct{}

func (fakeDriver) Open(string) (driver.Conn, error) {
	open++
	return &fakeConn{}, nil
}

type fakeConn struct{}

func (*fakeConn) Prepare(query string) (driver.Stmt, error) {
	if query != "insert" && query != "select" {
		return nil, errors.New("fake: cannot " + query)
	}
	return &fakeStmt{}, nil
}

func (*fakeConn) Close() error              { open--; return nil }
func (*fakeConn) Begin() (driver.Tx, error) { return nil, errors.New("fake: no transactions") }

// people are the rows.
var people [][]driver.Value

type fakeStmt struct{}

func (*fakeStmt) Close() error  { return nil }
func (*fakeStmt) NumInput() int { return -1 }

func (*fakeStmt) Exec(args []driver.Value) (driver.Result, error) {
	people = append(people, args)
	return driver.RowsAffected(1), nil
}

func (*fakeStmt) Query([]driver.Value) (driver.Rows, error) { return &fakeRows{rest: people}, nil }

type fakeRows struct{ rest [][]driver.Value }

func (*fakeRows) Columns() []string { return []string{"name", "age"} }
func (*fakeRows) Close() error      { return nil }

func (r *fakeRows) Next(dest []driver.Value) error {
	if len(r.rest) == 0 {
		return io.EOF
	}
	copy(dest, r.rest[0])
	r.rest = r.rest[1:]
	return nil
}
