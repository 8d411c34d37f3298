package gen

// This file defines the writing of outputs.

import (
	"errors"
	"os"
	"path/filepath"
)

// Write brings the files on disk up to date: all of them or none. Files that are
// fresh are not touched, orphans are removed.
func Write(files []File) error {
	type pending struct {
		tmp string
		f   File
	}
	var list []pending
	undo := func() {
		for _, p := range list {
			if p.tmp != "" {
				_ = os.Remove(p.tmp)
			}
		}
	}
	for _, f := range files {
		switch f.Status {
		case Stale, Missing:
			tmp, err := writeTemp(f)
			if err != nil {
				undo()
				return err
			}
			list = append(list, pending{tmp, f})
		case Orphan:
			list = append(list, pending{"", f})
		}
	}
	for i, p := range list {
		var err error
		if p.tmp == "" {
			err = os.Remove(p.f.Path)
		} else {
			err = os.Rename(p.tmp, p.f.Path)
		}
		if err != nil {
			undo()
			for _, done := range list[:i] {
				err = errors.Join(err, restore(done.f))
			}
			return err
		}
	}
	return nil
}

// writeTemp writes the content beside its target, so that a rename suffices.
func writeTemp(f File) (name string, err error) {
	t, err := os.CreateTemp(filepath.Dir(f.Path), ".luster-*")
	if err != nil {
		return "", err
	}
	_, err = t.Write(f.Content)
	err = errors.Join(err, t.Chmod(0o644), t.Close())
	if err != nil {
		_ = os.Remove(t.Name())
		return "", err
	}
	return t.Name(), nil
}

// restore puts back what was there before.
func restore(f File) error {
	if f.Old == nil {
		return os.Remove(f.Path)
	}
	return os.WriteFile(f.Path, f.Old, 0o644)
}
