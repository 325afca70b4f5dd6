// Command pack writes the texts that are built into TaskDrop, its translations and licences, into assets/texts.zip, a
// third of their size. Run it after each change of them:
//
//	go run ./pack
//
// A test of assets compares the two.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run("../../assets"); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// run packs what lies in the folder, without times, so that the same texts are the same bytes.
func run(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "translations", "*.json"))
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	out := zip.NewWriter(&packed)
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, name := range append(names, filepath.Join(folder, "licences.txt")) {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := out.Create(filepath.Base(name))
		if err != nil {
			return err
		}
		if _, err := inside.Write(content); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "texts.zip"), packed.Bytes(), 0o644)
}
