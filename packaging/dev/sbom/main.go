// Command sbom lists what is linked into a Go binary as a CycloneDX 1.6 document on standard output.
//
//	go run ./sbom -version 1.2.3 BINARY
//
// It reads what the linker wrote into the binary, not go.mod: what is not there was not shipped. The same binary gives
// the same document, so it has neither a time nor a serial number.
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

type document struct {
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

func main() {
	version := flag.String("version", "", "version `NUMBER` of the program")
	flag.Parse()
	if err := run(os.Stdout, *version, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, version string, args []string) error {
	if version == "" || len(args) != 1 {
		return errors.New("usage: sbom -version NUMBER BINARY")
	}
	info, err := buildinfo.ReadFile(args[0])
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(describe(info, version))
}

// describe turns build information into a document: the program, Go's own library, and each module.
func describe(info *debug.BuildInfo, version string) document {
	program := component{Type: "application", Ref: info.Main.Path + "@" + version, Name: info.Main.Path, Version: version}
	for _, setting := range info.Settings {
		if setting.Key == "GOOS" || setting.Key == "GOARCH" || setting.Key == "-tags" {
			program.Properties = append(program.Properties, property{Name: "go:build:" + setting.Key, Value: setting.Value})
		}
	}
	components := []component{library("std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		components = append(components, library(module.Path, module.Version))
	}
	refs := make([]string, 0, len(components))
	for _, each := range components {
		refs = append(refs, each.Ref)
	}
	return document{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata:     metadata{Component: program},
		Components:   components,
		Dependencies: []dependency{{Ref: program.Ref, DependsOn: refs}},
	}
}

func library(path, version string) component {
	purl := "pkg:golang/" + path + "@" + version
	return component{Type: "library", Ref: purl, Name: path, Version: version, PURL: purl}
}
