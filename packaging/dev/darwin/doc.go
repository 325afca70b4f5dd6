// Package darwin checks TaskDrop's code for macOS on a machine without Apple's SDK: its tests type-check every Go
// file, those with cgo included, and the Objective-C beside them.
//
// The Objective-C needs clang and GNUstep's headers, and the tag objc: packaging/dev/test sets it on Debian and
// Ubuntu.
//
// It finds wrong calls, wrong types and misspelt selectors. It does not link, and nothing runs: what only a Mac can
// tell stays for the macOS job of the workflow.
package darwin
