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

# twice COMMAND... tries a command once more if it fails, as networks do.
twice() {
	"$@" && return
	say "That did not work; trying once more in 5 seconds." >&2
	sleep 5
	"$@"
}

# What a script started and has to end. A script that starts something sets a trap that calls stop_started.
started=()
stop_started() {
	local pid
	for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
}

# start_display SIZE FOLDER starts Xvfb and a window manager, keeps their logs in FOLDER, and turns DISPLAY to them.
start_display() {
	local folder=$2 server tries
	: >"$folder/display" # it is read before Xvfb has opened it
	# Xvfb chooses a free number itself. -noreset: it would restart whenever the last program ends; -r: no key repeats.
	Xvfb -displayfd 1 -screen 0 "$1x24" -nolisten tcp -noreset -r >"$folder/display" 2>"$folder/xvfb.log" &
	server=$!
	started+=("$server")
	# Xvfb writes the number in several parts: it is complete at the end of its line. read fails until then.
	for ((tries = 0; tries < 3000; tries++)); do
		! read -r DISPLAY <"$folder/display" || break
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	read -r DISPLAY <"$folder/display" || fail "Xvfb did not start:" "$(<"$folder/xvfb.log")"
	DISPLAY=:$DISPLAY
	export DISPLAY
	unset WAYLAND_DISPLAY
	openbox --sm-disable >"$folder/openbox.log" 2>&1 &
	started+=($!)
}

# picture_while PID FILE keeps the last picture of TaskDrop's window that is seen while the process runs.
picture_while() {
	while kill -0 "$1" 2>/dev/null; do
		if xdotool search --onlyvisible --name '^TaskDrop' >/dev/null 2>&1; then
			import -window root "$2.next.png" && mv "$2.next.png" "$2"
		fi
		sleep 0.3
	done
}
