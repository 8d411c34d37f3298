package main

// This file defines the forms of diagnostics and lists: text, JSON, SARIF.

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"path/filepath"

	"github.com/lusterlua/luster/gen"
)

// A place is a position in JSON.
type place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// A problem is a diagnostic in JSON.
type problem struct {
	place
	Level   string   `json:"level"` // error or warning
	Code    gen.Code `json:"code"`
	Message string   `json:"message"`
	Path    string   `json:"path,omitempty"`
	Help    string   `json:"help,omitempty"`
}

// A fileStatus is an output that is not fresh, in JSON.
type fileStatus struct {
	File   string     `json:"file"`
	Status gen.Status `json:"status"`
}

// report is what -json prints of gen, check and diff.
type report struct {
	Diagnostics []problem    `json:"diagnostics"`
	Files       []fileStatus `json:"files"`
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "\t")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func newReport(r *gen.Result) report {
	out := report{[]problem{}, []fileStatus{}}
	for level, list := range levels(r) {
		for _, d := range list {
			out.Diagnostics = append(out.Diagnostics, problem{place{d.Pos.Filename, d.Pos.Line, d.Pos.Column}, level, d.Code, d.Message, d.Path, d.Help})
		}
	}
	for _, f := range r.Files {
		if f.Status != gen.Fresh {
			out.Files = append(out.Files, fileStatus{f.Name, f.Status})
		}
	}
	return out
}

// levels returns the lists of a result, the errors first.
func levels(r *gen.Result) iter.Seq2[string, []gen.Diagnostic] {
	return func(yield func(string, []gen.Diagnostic) bool) {
		_ = yield("error", r.Diagnostics) && yield("warning", r.Warnings)
	}
}

// The parts of SARIF 2.1.0 that are used here.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
)

// staleRule is the rule of outputs that are not fresh.
const staleRule = "stale"

// sarif returns a result as SARIF 2.1.0.
func sarif(r *gen.Result) sarifLog {
	driver := sarifDriver{Name: "lusterbind", URI: "https://github.com/lusterlua/luster"}
	index := map[string]int{}
	for _, c := range gen.Codes {
		index[string(c.Code)] = len(driver.Rules)
		driver.Rules = append(driver.Rules, sarifRule{string(c.Code), sarifText{c.Title}, sarifText{c.Text}, sarifText{c.Text}})
	}
	index[staleRule] = len(driver.Rules)
	text := sarifText{"A generated file is not what lusterbind would write: run go generate."}
	driver.Rules = append(driver.Rules, sarifRule{staleRule, sarifText{"a generated file is not fresh"}, text, text})
	run := sarifRun{Tool: sarifTool{driver}, Results: []sarifResult{}}
	for level, list := range levels(r) {
		for _, d := range list {
			run.Results = append(run.Results, sarifOf(d, level, index[string(d.Code)]))
		}
	}
	for _, f := range r.Files {
		if f.Status != gen.Fresh {
			run.Results = append(run.Results, sarifResult{
				RuleID: staleRule, RuleIndex: index[staleRule], Level: "warning", Message: sarifText{fmt.Sprintf("%s is %s: run go generate", f.Name, f.Status)},
				Locations: []sarifLocation{{sarifPhysical{Artifact: sarifArtifact{filepath.ToSlash(f.Name)}}}},
			})
		}
	}
	return sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}

func sarifOf(d gen.Diagnostic, level string, rule int) sarifResult {
	msg := d.Message
	if d.Path != "" {
		msg += "\npath: " + d.Path
	}
	if d.Help != "" {
		msg += "\nhelp: " + d.Help
	}
	res := sarifResult{RuleID: string(d.Code), RuleIndex: rule, Level: level, Message: sarifText{msg}}
	if d.Pos.Filename != "" {
		loc := sarifPhysical{Artifact: sarifArtifact{filepath.ToSlash(d.Pos.Filename)}}
		if d.Pos.Line > 0 {
			loc.Region = &sarifRegion{d.Pos.Line, d.Pos.Column}
		}
		res.Locations = []sarifLocation{{loc}}
	}
	return res
}

// A listed symbol, and an exemption, in JSON.
type listed struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Signature string `json:"signature,omitempty"`
	Go        string `json:"go"`
	place
}

type exempted struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Owner  string `json:"owner,omitempty"`
	Reason string `json:"reason"`
	place
}

// list prints what scripts can reach.
func list(r *gen.Result, asJSON bool, w io.Writer) error {
	if !asJSON {
		for _, s := range r.Exposed {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s:%d\n", s.Name, s.Kind, s.Go, s.Pos.Filename, s.Pos.Line)
		}
		return nil
	}
	out := []listed{}
	for _, s := range r.Exposed {
		out = append(out, listed{s.Name, s.Kind, s.Signature(), s.Go, place{s.Pos.Filename, s.Pos.Line, s.Pos.Column}})
	}
	return writeJSON(w, out)
}

// audit prints what was exempted from tracing, and why.
func audit(r *gen.Result, asJSON bool, w io.Writer) error {
	if !asJSON {
		for _, e := range r.Exempt {
			fmt.Fprintf(w, "%s:%d\t%s\t%s\t%s\n", e.Pos.Filename, e.Pos.Line, e.Kind, e.Name, e.Reason)
		}
		return nil
	}
	out := []exempted{}
	for _, e := range r.Exempt {
		out = append(out, exempted{e.Kind, e.Name, e.Owner, e.Reason, place{e.Pos.Filename, e.Pos.Line, e.Pos.Column}})
	}
	return writeJSON(w, out)
}
