#!/bin/sh
# Everything that must hold before a change goes in, by hand and in CI.
set -eu
cd "$(dirname "$0")"
step() { printf '\n== %s\n' "$*"; }

step gofmt
bad=$(git ls-files -co --exclude-standard '*.go' | grep -v /testdata/ | xargs gofmt -l)
[ -z "$bad" ] || { echo "gofmt would change:"; echo "$bad"; exit 1; }

step go vet, lustervet, staticcheck
go vet ./...
go vet -vettool="$(go tool -n lustervet)" ./...
go tool staticcheck ./...

step go.mod and go.sum are tidy
go mod tidy -diff

step generated files are fresh
before=$(git status --porcelain; git diff)
go generate ./...
after=$(git status --porcelain; git diff)
[ "$before" = "$after" ] || { echo "go generate changed:"; git status --short; exit 1; }

step tests
go test ./...
step tests with every invariant checked
go test -tags invariants ./runtime/...
step tests under the race detector, where goroutines meet
go test -race ./runtime ./examples/game
