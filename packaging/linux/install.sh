#!/usr/bin/env bash
# Installs TaskDrop for you alone, without root; or takes it away again.
#
#   ./install.sh [--uninstall] [PREFIX]     PREFIX is ~/.local unless given
#
# Your queue, settings and sign-ins (~/.config/taskdrop) stay where they are, also when TaskDrop is taken away.
set -euo pipefail

id=io.github.taskdrop.TaskDrop
action=install
if [[ ${1:-} == --uninstall ]]; then
	action=uninstall
	shift
fi
prefix=${1:-$HOME/.local}
if [[ $prefix != /* ]]; then
	echo "install.sh: \"$prefix\" is no absolute path. Give one that begins with a slash." >&2
	exit 2
fi
# What was laid down, so that just that is taken away.
list=$prefix/share/taskdrop/installed

uninstall() {
	if [[ ! -f $list ]]; then
		echo "TaskDrop is not installed under $prefix." >&2
		exit 1
	fi
	local file
	while IFS= read -r file; do
		rm -f -- "$prefix/$file"
		rmdir -p --ignore-fail-on-non-empty -- "$(dirname "$prefix/$file")" 2>/dev/null || true
	done <"$list"
	rm -f -- "$list"
	rmdir --ignore-fail-on-non-empty -- "$prefix/share/taskdrop" 2>/dev/null || true
}

# lay MODE FILE TARGET
lay() {
	install -D -m "$1" "$2" "$prefix/$3"
	printf '%s\n' "$3" >>"$list.new"
}

# with_path FILE writes the full path of the program into a desktop file: ~/.local/bin need not be on PATH.
with_path() {
	local program=$prefix/bin/taskdrop
	# Exec may be quoted, TryExec is a plain path.
	sed -i -e "s|^Exec=taskdrop|Exec=\"$program\"|" -e "s|^TryExec=taskdrop|TryExec=$program|" "$prefix/$1"
}

install_all() {
	local file
	mkdir -p "$prefix/share/taskdrop"
	: >"$list.new"
	lay 755 bin/taskdrop bin/taskdrop
	while IFS= read -r file; do
		lay 644 "$file" "$file"
	done < <(find share/applications share/icons share/metainfo share/man share/bash-completion share/fish -type f)
	lay 644 "share/Thunar/sendto/$id.desktop" "share/Thunar/sendto/$id.desktop"
	lay 644 "share/nemo/actions/$id.nemo_action" "share/nemo/actions/$id.nemo_action"
	lay 644 "share/file-manager/actions/$id.desktop" "share/file-manager/actions/$id.desktop"
	# Dolphin runs a person's own service menu only where it is executable.
	lay 755 "share/kio/servicemenus/$id.desktop" "share/kio/servicemenus/$id.desktop"
	lay 755 share/taskdrop/nautilus-script "share/nautilus/scripts/Attach with TaskDrop"
	sed -i "s|^exec taskdrop|exec \"$prefix/bin/taskdrop\"|" "$prefix/share/nautilus/scripts/Attach with TaskDrop"
	for file in applications Thunar/sendto kio/servicemenus file-manager/actions; do with_path "share/$file/$id.desktop"; done
	with_path "share/nemo/actions/$id.nemo_action"
	mv "$list.new" "$list"
}

refresh() {
	! command -v update-desktop-database >/dev/null 2>&1 || update-desktop-database -q "$prefix/share/applications" || true
	! command -v gtk-update-icon-cache >/dev/null 2>&1 || gtk-update-icon-cache -q -t -f "$prefix/share/icons/hicolor" 2>/dev/null || true
}

cd "$(dirname "${BASH_SOURCE[0]}")"
if [[ $action == install ]]; then
	install_all
	refresh
	echo "TaskDrop is installed: $prefix/bin/taskdrop, and in your menu."
else
	uninstall
	echo "TaskDrop is gone from $prefix. Your queue and settings in ~/.config/taskdrop stay."
fi
