# shellcheck shell=bash
# What the scripts that make packages share: version, time, where things go, and how the program is built. It brings
# common.sh with it. Sourced, never run.

# shellcheck source=packaging/dev/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# FyneApp.toml is the one place of the version number.
version=$(sed -n 's/^Version = "\([0-9][0-9.]*\)"$/\1/p' "$root/FyneApp.toml")
[[ -n $version ]] || fail "FyneApp.toml has no line such as: Version = \"1.2.3\""
# shellcheck disable=SC2034 # for whoever sources this
dist=${TASKDROP_DIST:-$root/dist}

release_time() {
	local day
	day=$(sed -n "s/.*<release version=\"$version\" date=\"\([0-9-]*\)\".*/\1/p" "$root/packaging/linux/io.github.taskdrop.TaskDrop.metainfo.xml")
	[[ -n $day ]] || fail "The metainfo has no release of version $version, from which packages could take their date."
	date -u -d "$day" +%s 2>/dev/null || date -u -j -f %Y-%m-%dT%H:%M:%S "${day}T00:00:00" +%s
}

# Everything that carries a time carries this one, so that two builds of one commit are the same: the commit's, or, where
# there is no git checkout, the day of the release.
if [[ -z ${SOURCE_DATE_EPOCH:-} ]]; then
	SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null) || SOURCE_DATE_EPOCH=$(release_time)
fi
export SOURCE_DATE_EPOCH

# date_text [FORMAT] prints that time; BSD's date knows -r, GNU's -d.
date_text() {
	local format=${1:-%Y-%m-%d}
	LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" +"$format" 2>/dev/null || LC_ALL=C date -u -r "$SOURCE_DATE_EPOCH" +"$format"
}

# need TOOL PACKAGE... names every tool that is missing, with Debian's package for it, before any work is done.
need() {
	local missing=()
	while (($#)); do
		command -v "$1" >/dev/null 2>&1 || missing+=("$2")
		shift 2
	done
	((${#missing[@]} == 0)) || fail "These packages are missing: ${missing[*]}" \
		"On Debian and Ubuntu: apt-get install --no-install-recommends ${missing[*]}"
}

# build_program OUTPUT [LDFLAGS] builds the stripped, reproducible program for GOOS and GOARCH.
build_program() { build_go "$1" . "$(program_flags) ${2:-}"; }

# build_without_window OUTPUT likewise builds the program that has no window: static, and without a C compiler.
build_without_window() {
	(cd "$root" && CGO_ENABLED=0 go build -buildvcs=false -trimpath -tags nowindow -ldflags "$(program_flags)" -o "$1" .)
}

program_flags() {
	local ldflags="-s -w -buildid= -X main.version=$version"
	if [[ -n ${TASKDROP_CLIENT_ID:-} ]]; then
		[[ $TASKDROP_CLIENT_ID =~ ^[0-9A-Fa-f-]{36}$ ]] || fail "TASKDROP_CLIENT_ID is not an application id, 36 digits and hyphens."
		ldflags+=" -X main.builtInClientID=$TASKDROP_CLIENT_ID"
	fi
	printf '%s' "$ldflags"
}

# build_go OUTPUT PACKAGE [LDFLAGS] builds as a release does.
build_go() {
	(cd "$root" && CGO_ENABLED=1 go build -buildvcs=false -trimpath -tags "$tags" -ldflags "${3:--s -w -buildid=}" -o "$1" "$2")
}

cyclonedx=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

# write_sbom BINARY OUTPUT lists the modules that are linked into a binary, as CycloneDX. Two builds give the same list.
write_sbom() {
	env -u GOOS -u GOARCH -u CC CGO_ENABLED=0 GOFLAGS=-trimpath go run "$cyclonedx" bin -json -std -noserial -notimestamp \
		-disable-html-escape -version "$version" -output "$2" "$1"
}

# render_icons FOLDER SIZE... draws assets/icon.svg as FOLDER/SIZE.png.
render_icons() {
	local folder=$1 size
	shift
	mkdir -p "$folder"
	for size in "$@"; do rsvg-convert -w "$size" -h "$size" -o "$folder/$size.png" "$root/assets/icon.svg"; done
}

# fill FILE prints a template with its @VERSION@, @DATE@ and @RFCDATE@ filled in.
fill() { sed -e "s/@VERSION@/$version/g" -e "s/@DATE@/$(date_text)/g" -e "s/@RFCDATE@/$(date_text '%a, %d %b %Y %H:%M:%S +0000')/g" "$1"; }

# tracked_files FOLDER copies there what belongs to the project, as it is now: changes that are not committed included.
tracked_files() {
	local name
	git -C "$root" ls-files -z --cached --others --exclude-standard |
		(cd "$root" && while IFS= read -r -d '' name; do [[ ! -e $name ]] || printf '%s\0' "$name"; done) |
		tar -C "$root" --null -T - -cf - | tar -C "$1" -xf -
}
