# shellcheck shell=bash
# shellcheck disable=SC2154 # package-test gives this what it does not assign itself
# The Linux steps of packaging/dev/package-test. Sourced by it, never run.

# Checks that need no installing: forms, texts, sums, and the macOS bundle around a stub.
check_form() {
	local extracted=$work/form
	mkdir -p "$extracted"
	dpkg-deb -x "$deb" "$extracted"
	local share=$extracted/usr/share
	desktop-file-validate "$share/applications/$id.desktop" "$share/Thunar/sendto/$id.desktop"
	appstreamcli validate --pedantic --no-net "$share/metainfo/$id.metainfo.xml"
	lintian --fail-on warning "$deb"
	same "warnings of man" "" "$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$share/man/man1/taskdrop.1.gz" 2>&1 >/dev/null)"
	same "warnings of mandoc" "" "$(gzip -dc "$share/man/man1/taskdrop.1.gz" | mandoc -T lint -W warning || true)"
	bash -n "$share/bash-completion/completions/taskdrop"
	zsh -n "$share/zsh/vendor-completions/_taskdrop"
	fish --no-execute "$share/fish/vendor_completions.d/taskdrop.fish"
	(cd "$dist" && sha256sum --check --quiet SHA256SUMS)
	# Every address is looked up at the start, and cannot be changed later.
	readelf -d "$extracted/usr/bin/taskdrop" | grep -qE 'BIND_NOW|FLAGS.* NOW'
	local sbom modules
	for sbom in "$dist"/*.cdx.json; do
		same "the program in $sbom" "taskdrop $version" "$(jq -r '.metadata.component | "\(.name) \(.version)"' "$sbom")"
		modules=$(jq -r '.components[].name' "$sbom")
		grep -qx std <<<"$modules"
		if [[ $sbom == */taskdrop-cli-* ]]; then
			! grep -q fyne <<<"$modules"
		else
			grep -qx fyne.io/fyne/v2 <<<"$modules"
		fi
	done
	(cd "$root/packaging/dev" && go test -count=1 -tags packages ./packagetest)
}

# The program without a window: static, for six systems, as archives and packages that need nothing; used in an empty root.
check_cli() {
	local name=taskdrop-cli-$version folder=$work/cli empty=$work/empty of architecture status=0
	mkdir -p "$folder" "$empty/tmp"
	for of in linux-amd64:ELF.*x86-64.*static linux-arm64:ELF.*aarch64.*static darwin-amd64:Mach-O.*x86_64 darwin-arm64:Mach-O.*arm64; do
		tar -C "$folder" -xJf "$dist/$name-${of%:*}.tar.xz"
		file -b "$folder/$name-${of%:*}/taskdrop-cli" | grep -q "^${of#*:}"
	done
	for architecture in amd64 arm64; do
		unzip -q -d "$folder" "$dist/$name-windows-$architecture.zip"
		of=taskdrop-cli_$version-1_$architecture.deb
		lintian --fail-on warning "$dist/$of"
		same "what $of depends on" "" "$(dpkg-deb -f "$dist/$of" Depends)"
	done
	file -b "$folder/$name-windows-amd64/taskdrop-cli.exe" | grep -q '^PE32+.*console.*x86-64'
	file -b "$folder/$name-windows-arm64/taskdrop-cli.exe" | grep -qi '^PE32+.*console.*aarch64'
	same "the .rpm" "taskdrop-cli $version MIT aarch64" "$(rpm -qp --queryformat '%{NAME} %{VERSION} %{LICENSE} %{ARCH}' "$dist/$name-1.aarch64.rpm")"
	# What rpm asks of itself is not a library.
	same "what the .rpm requires" "" "$(rpm -qp --requires "$dist/$name-1.x86_64.rpm" | grep -v '^rpmlib(' || true)"
	same "-version on arm64" "taskdrop $version" "$(qemu-aarch64-static "$folder/$name-linux-arm64/taskdrop-cli" -version)"
	cp "$folder/$name-linux-amd64/taskdrop-cli" "$empty/"
	head -c 3000 /dev/urandom >"$empty/tmp/Figures.bin"
	local enter=(env -i "$empty/taskdrop-cli")
	if ((EUID == 0)) && chroot "$empty" /taskdrop-cli -version >/dev/null; then
		enter=(env -i "$(command -v chroot)" "$empty" /taskdrop-cli)
	else
		say "Not in an empty root: that needs root, and chroot."
	fi
	timeout "$waitLimit" "${enter[@]}" -state /tmp/state -demo "${job[@]}" /tmp/Figures.bin >"$artifacts/cli-attached" 2>"$artifacts/cli-program.log" || status=$?
	cat "$artifacts/cli-attached" "$artifacts/cli-program.log"
	same "exit status" 0 "$status"
	grep -q $'^attached\t/tmp/Figures.bin\t.' "$artifacts/cli-attached"
}

check_size() { "$root/packaging/dev/startup" size; }

# What was linked for the other processor is for that one, and starts where it is imitated.
check_arm64() {
	local package=$dist/taskdrop_$version-1_arm64.deb extracted=$work/arm64 sysroot
	[[ -f $package ]] || cannot "there is no package for arm64 (packaging/dev/package says why)."
	mkdir -p "$extracted"
	dpkg-deb -x "$package" "$extracted"
	same "processor" "AArch64" "$(readelf -h "$extracted/usr/bin/taskdrop" | sed -n 's/^ *Machine: *//p')"
	same "what it depends on" "$(dpkg-deb -f "$deb" Depends)" "$(dpkg-deb -f "$package" Depends)"
	same "the .rpm's processor" aarch64 "$(rpm -qp --queryformat '%{ARCH}' "$dist/taskdrop-$version-1.aarch64.rpm")"
	lintian --fail-on warning "$package"
	sysroot=$("$root/packaging/linux/sysroot" arm64)
	same "-version" "taskdrop $version" "$(qemu-aarch64-static -L "$sysroot" "$extracted/usr/bin/taskdrop" -version)"
}

# The same commit, built in another folder, at another time and in another time zone, gives the same packages.
check_rebuild() {
	local other=$work/rebuild name
	git -C "$root" rev-parse --git-dir >/dev/null 2>&1 || cannot "this is no git checkout, so what belongs to the project is not known."
	mkdir -p "$other/tree" "$other/deb" "$other/zip"
	tracked_files "$other/tree"
	TZ=Asia/Tokyo TASKDROP_DIST=$other/dist TASKDROP_ARCHITECTURES=amd64 "$other/tree/packaging/linux/build"
	TZ=Asia/Tokyo TASKDROP_DIST=$other/dist "$other/tree/packaging/windows/build"
	for name in "$(basename "$deb")" "$(basename "$rpm")" "$(basename "$archive")" "taskdrop-$version-1-x86_64.pkg.tar.zst" \
		"$(basename "$windows")-portable.zip" "$(basename "$windows")-setup.exe" "$(basename "$windows").msi" \
		"taskdrop-$version-winget.zip"; do
		same "sha256 of $name" "$(sha256sum <"$dist/$name")" "$(sha256sum <"$other/dist/$name")"
		say "the same twice: $name"
	done
}

# in_root COMMAND... runs in the clean root: with mounts that nobody else sees and that go with the command, where this
# machine allows any, else with none.
in_root() {
	local enter=(chroot "$clean")
	if "$mounts"; then
		# shellcheck disable=SC2016 # for the inner shell
		enter=(unshare --mount --propagation private bash -c '
			mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/run" && exec chroot "$0" "$@"' "$clean")
	fi
	"${enter[@]}" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive DISPLAY="$DISPLAY" "$@"
}

# A root made once for this machine, and unpacked anew each time.
make_root() {
	local cache=${XDG_CACHE_HOME:-$HOME/.cache}/taskdrop/debian-bookworm.tar
	clean=$work/root
	rm -rf "$clean"
	mkdir "$clean"
	if [[ ! -f $cache ]]; then
		mkdir -p "$(dirname "$cache")"
		twice timeout 900 debootstrap --variant=minbase bookworm "$work/bootstrap"
		tar -C "$work/bootstrap" -cf "$cache.part" .
		mv "$cache.part" "$cache"
		rm -rf "$work/bootstrap"
	fi
	tar -C "$clean" -xf "$cache"
	cp /etc/resolv.conf "$clean/etc/resolv.conf"
	# The root has no browser: its xdg-open writes down the page, and the one out here opens it.
	mkdir -p "$clean/usr/local/bin"
	# shellcheck disable=SC2016 # for the script that is written
	printf '#!/bin/sh\nprintf "%%s" "$1" >/tmp/page.part && mv /tmp/page.part /tmp/page\n' >"$clean/usr/local/bin/xdg-open"
	chmod 755 "$clean/usr/local/bin/xdg-open"
}

# open_pages opens in the browser out here what the program in the root asks for.
open_pages() {
	while sleep 0.3; do
		if [[ -f $clean/tmp/page ]]; then
			TASKDROP_BROWSER_PICTURES="$artifacts" "$work/browser/xdg-open" "$(<"$clean/tmp/page")"
			return
		fi
	done
}

# exec_of FILE GROUP prints what a desktop starts for a group of a .desktop file.
exec_of() { awk -v group="[$2]" '/^\[/ { inside = $0 == group } inside && /^Exec=/ { sub(/^Exec=/, ""); print }' "$1"; }

check_deb() {
	((EUID == 0)) || cannot "a clean Debian root to install the .deb in needs root."
	chroot / true || cannot "this machine lets nobody chroot, so there is no clean root to install the .deb in."
	mounts=true
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --propagation private bash -c 'mount -t tmpfs tmpfs "$0"' "$work" || mounts=false
	"$mounts" || say "This machine allows no mounts: the clean root goes without /proc."
	make_root
	in_root useradd --create-home mia
	head -c 3000000 /dev/urandom >"$clean/home/mia/Figures für März.txt" # long enough for a picture
	cp "$deb" "$clean/tmp/taskdrop.deb"
	twice in_root timeout 300 apt-get update -qq
	# libgl1-mesa-dri draws without a graphics card, which a person's computer has.
	twice in_root timeout 600 apt-get install -y -qq --no-install-recommends /tmp/taskdrop.deb libgl1-mesa-dri
	same "-version" "taskdrop $version" "$(in_root taskdrop -version)"

	local from_desktop
	from_desktop=$(exec_of "$clean/usr/share/applications/$id.desktop" "Desktop Action demo")
	same "the demo's Exec" "taskdrop -demo" "$from_desktop"
	open_pages &
	local pages=$! program status=0
	# shellcheck disable=SC2086 # a desktop splits it likewise
	in_root setpriv --reuid=mia --regid=mia --clear-groups env HOME=/home/mia timeout -k 30 $((2 * waitLimit)) \
		$from_desktop "${job[@]}" "/home/mia/Figures für März.txt" >"$artifacts/deb-attached" 2>"$artifacts/deb-program.log" &
	program=$!
	picture_while "$program" "$artifacts/deb.png"
	wait "$program" || status=$?
	kill "$pages" 2>/dev/null || true
	cat "$artifacts/deb-attached" "$artifacts/deb-program.log"
	same "exit status" 0 "$status"
	grep -q $'^attached\t/home/mia/Figures für März.txt\t.' "$artifacts/deb-attached"
	[[ -s $artifacts/deb.png ]]

	in_root apt-get purge -y -qq taskdrop
	same "what is left outside /home" "" "$(cd "$clean" && find . -xdev \( -path ./home -o -path ./tmp -o -path ./proc -o -path ./var/log \) -prune -o -iname '*taskdrop*' -print)"
	[[ -d $clean/home/mia/.config/taskdrop ]] || fail "Removing the package took the person's state away."
}

# files_elsewhere lists the .deb's files as others' packages hold them: with a licence of its own for Debian's folder of
# documents, less what only lintian reads, and zsh's completion where others look for it.
files_elsewhere() {
	{
		dpkg-deb -c "$deb" | sed -n 's/^-.* \.\(\/.*\)$/\1/p' |
			sed -e '\|/doc/taskdrop/|d' -e '\|/lintian/|d' -e 's|zsh/vendor-completions|zsh/site-functions|'
		echo /usr/share/licenses/taskdrop/LICENSE
	} | LC_ALL=C sort
}

# may_install FORMAT: package managers of other systems install into a root of their own, as root.
may_install() {
	if ((EUID != 0)) || ! chroot / true; then
		say "Not installed: a root to install the $1 in needs root, and chroot."
		return 1
	fi
}

check_rpm() {
	same "name, version, licence" "taskdrop $version MIT" "$(rpm -qp --queryformat '%{NAME} %{VERSION} %{LICENSE}' "$rpm")"
	same "file list" "$(files_elsewhere)" "$(rpm -qp --queryformat '[%{FILEMODES:perms} %{FILENAMES}\n]' "$rpm" | sed -n 's/^-[^ ]* //p' | LC_ALL=C sort)"
	rpm -qp --requires "$rpm" | grep -qxF 'libX11.so.6()(64bit)'
	rpm -qp --requires "$rpm" | grep -qE '^libc\.so\.6\(GLIBC_[0-9.]+\)\(64bit\)$'
	rpm -K --nosignature "$rpm"
	may_install .rpm || return 0
	# This machine's libraries are in no record of rpm's: hence --nodeps.
	local other=$work/rpm
	mkdir -p "$other"
	rpm --root "$other" --nodeps -i "$rpm"
	rpm --root "$other" --nodeps -V taskdrop
	same "-version" "taskdrop $version" "$("$other/usr/bin/taskdrop" -version)"
	rpm --root "$other" --nodeps -e taskdrop
	same "what is left of the .rpm" "" "$(find "$other" -iname '*taskdrop*')"
}

check_arch() {
	local package=$dist/taskdrop-$version-1-x86_64.pkg.tar.zst other=$work/arch
	command -v pacman >/dev/null 2>&1 || cannot "this system has no pacman for the Arch package."
	local pacman=(pacman --noconfirm --config /dev/null --root "$other" --dbpath "$other/var/lib/pacman" --logfile "$work/pacman.log")
	mkdir -p "$other/var/lib/pacman"
	same "name and version" "taskdrop $version-1" "$("${pacman[@]}" -Qp "$package")"
	same "file list" "$(files_elsewhere)" "$("${pacman[@]}" -Qlpq "$package" | sed -n "s|^$other\(/.*[^/]\)\$|\1|p" | LC_ALL=C sort)"
	may_install "Arch package" || return 0
	# None of Arch's own packages is there, hence -dd.
	"${pacman[@]}" -Udd "$package"
	"${pacman[@]}" -Qkk taskdrop
	same "-version" "taskdrop $version" "$("$other/usr/bin/taskdrop" -version)"
	"${pacman[@]}" -Rdd taskdrop
	same "what is left of the Arch package" "" "$(find "$other" -iname '*taskdrop*')"
}

# The Flatpak's manifest is read by flatpak-builder, and its commands do what they should without a network, from the archive
# that it names and nothing else. (The runtime they are meant for cannot be had everywhere.)
check_flatpak() {
	local manifest=$dist/$id.yml described=$work/flatpak.json app=$work/flatpak sources offline=()
	[[ -f $manifest ]] || cannot "there is no manifest: packages made outside a git checkout come without the sources."
	flatpak-builder --show-manifest "$manifest" >"$described"
	same "id" "$id" "$(jq -r .id "$described")"
	sources=$dist/$(basename "$(jq -r '.modules[0].sources[0].url' "$described")")
	same "the sources' checksum" "$(sha256sum <"$sources")" "$(jq -r '.modules[0].sources[0].sha256' "$described")  -"
	mkdir "$app" "$work/flatpak-build"
	tar -C "$work/flatpak-build" --strip-components=1 -xJf "$sources"
	if unshare --net true 2>/dev/null; then offline=(unshare --net); fi
	jq -r '.modules[0]["build-commands"][]' "$described" >"$work/flatpak-commands"
	(
		cd "$work/flatpak-build" || exit
		while IFS= read -r setting; do export "${setting?}"; done < <(jq -r '.modules[0]["build-options"].env | to_entries[] | "\(.key)=\(.value)"' "$described")
		FLATPAK_DEST=$app GOPROXY=off GOMODCACHE=$work/no-modules ${offline[@]+"${offline[@]}"} bash -e "$work/flatpak-commands"
	)
	same "-version" "taskdrop $version" "$("$app/bin/taskdrop" -version)"
	same "command" taskdrop "$(jq -r .command "$described")"
	# Flatpak lets programs show to the system only what bears their name.
	same "files of other names" "" "$(find "$app/share/applications" "$app/share/icons" "$app/share/metainfo" -type f ! -name "$id.*")"
	desktop-file-validate "$app/share/applications/$id.desktop"
}

# The archive for one person, in a home of its own: installed, run, gone again.
check_archive() {
	local home=$work/home
	mkdir -p "$home"
	tar -C "$work" -xJf "$archive"
	HOME=$home "$work/taskdrop-$version-linux-amd64/install.sh"
	same "-version" "taskdrop $version" "$("$home/.local/bin/taskdrop" -version)"
	desktop-file-validate "$home/.local/share/applications/$id.desktop"
	same "Exec" "\"$home/.local/bin/taskdrop\" %F" "$(exec_of "$home/.local/share/applications/$id.desktop" "Desktop Entry")"
	# Again over itself, as an upgrade does; then away.
	HOME=$home "$work/taskdrop-$version-linux-amd64/install.sh"
	HOME=$home "$work/taskdrop-$version-linux-amd64/install.sh" --uninstall
	same "what is left" "" "$(find "$home" -type f ! -name mimeinfo.cache ! -name icon-theme.cache)"
}
