# shellcheck shell=bash
# What setup, run and test share: where the project is, how they speak, and which Go they use. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# The tags of every build: Fyne then trusts us to touch widgets on its own goroutine alone.
tags=migrated_fynedo
# Files of a run go here, never into the tree.
scratch=${TMPDIR:-/tmp}
scratch=${scratch%/}

say() { printf '%s\n' "$*"; }

fail() {
	printf '%s\n' "$@" >&2
	exit 1
}

# seconds_text SECONDS prints "41 s" or "3 min 05 s".
seconds_text() {
	if (($1 < 60)); then
		printf '%d s' "$1"
	else
		printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
	fi
}

sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# Where setup puts a Go of its own, for machines that have none, or too old a one.
go_version=1.26.8
fetched_go=${XDG_CACHE_HOME:-${HOME:-$scratch}/.cache}/taskdrop/go$go_version

# go_is_new_enough succeeds where go is 1.26 or newer.
go_is_new_enough() {
	local version
	version=$(cd "$root" && go env GOVERSION 2>/dev/null) || return 1
	[[ $version =~ ^go([0-9]+)\.([0-9]+) ]] || return 1
	((BASH_REMATCH[1] > 1 || (BASH_REMATCH[1] == 1 && BASH_REMATCH[2] >= 26)))
}

# find_go puts on PATH what a shell need not know of: go.dev's archive where it unpacks to, and what setup fetched.
find_go() {
	if ! command -v go >/dev/null 2>&1 && [[ -x /usr/local/go/bin/go ]]; then
		PATH=$PATH:/usr/local/go/bin
	fi
	if [[ -x $fetched_go/bin/go ]] && ! go_is_new_enough; then
		PATH=$fetched_go/bin:$PATH
	fi
}
find_go

# set_up GROUP installs what is missing (see setup), the Go that came with it included.
set_up() {
	"$root/packaging/dev/setup" "$1"
	hash -r
	find_go
}

# fyne_is_built succeeds where the build cache holds Fyne's C code, so that a build takes seconds.
fyne_is_built() {
	[[ $(cd "$root" && go list -tags "$tags" -f '{{.Stale}}' github.com/go-gl/glfw/v3.4/glfw 2>/dev/null) == false ]]
}
