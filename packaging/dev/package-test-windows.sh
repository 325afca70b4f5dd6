# shellcheck shell=bash
# shellcheck disable=SC2154 # package-test gives this what it does not assign itself
# The Windows steps of packaging/dev/package-test. Sourced by it, never run.

# Signed with a certificate made for this: program, installer and MSI all carry its name.
check_signing() {
	local keys=$work/keys signed=$work/signed file
	mkdir -p "$keys" "$work/signed-zip"
	openssl req -x509 -newkey rsa:3072 -nodes -days 2 -subj "/CN=TaskDrop test signer" -addext extendedKeyUsage=codeSigning \
		-keyout "$keys/key.pem" -out "$keys/certificate.pem" 2>/dev/null
	printf 'for the test' >"$keys/password"
	openssl pkcs12 -export -inkey "$keys/key.pem" -in "$keys/certificate.pem" -passout "file:$keys/password" -out "$keys/key.p12"
	TASKDROP_DIST=$signed TASKDROP_SIGN_PKCS12=$keys/key.p12 TASKDROP_SIGN_PASSWORD_FILE=$keys/password \
		"$root/packaging/windows/build"
	unzip -q "$signed/$(basename "$windows")-portable.zip" -d "$work/signed-zip"
	for file in "$work/signed-zip/TaskDrop/taskdrop.exe" "$signed/$(basename "$windows")-setup.exe" "$signed/$(basename "$windows").msi"; do
		osslsigncode verify -CAfile "$keys/certificate.pem" -in "$file"
		osslsigncode verify -CAfile "$keys/certificate.pem" -in "$file" | grep -q "TaskDrop test signer"
		say "signed: $(basename "$file")"
	done
	# Without a certificate nothing claims to be signed.
	! osslsigncode verify -CAfile "$keys/certificate.pem" -in "$windows-setup.exe"
}

# in_wine PROGRAM ARGUMENT... runs something for Windows in this run's own prefix, with a bound on its time.
in_wine() {
	WINEPREFIX=$work/wine WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="bcryptprimitives=n,b;mscoree=;mshtml=" \
		PATH="$work/browser:$PATH" TASKDROP_BROWSER_PICTURES="$artifacts" timeout 180 wine "$@"
}

# Wine 8.0 lacks a DLL that Go asks for random numbers; Windows has it.
make_prefix() {
	in_wine wineboot -i
	cat >"$work/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return SystemFunction036(bytes, (ULONG)count); }
C
	x86_64-w64-mingw32-gcc -shared -o "$work/wine/drive_c/windows/system32/bcryptprimitives.dll" "$work/prng.c" -ladvapi32
	home=$work/wine/drive_c/users/$(id -un)
	installed=$home/AppData/Local/Programs/TaskDrop
	roaming=$home/AppData/Roaming
}

# eventually SECONDS WHAT COMMAND... waits until the command succeeds.
eventually() {
	local until=$((SECONDS + $1)) what=$2
	shift 2
	until "$@"; do
		((SECONDS < until)) || fail "Not within the time: $what"
		sleep 0.3
	done
}

gone() { [[ ! -e $1 ]]; }

display_version() { in_wine reg query "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\$id" /v DisplayVersion | tr -d '\r' | awk '/DisplayVersion/ { print $3 }'; }

# attach_in_wine NAME PROGRAM does a job in the installed program's demo.
attach_in_wine() {
	local file=$work/Figures\ für\ März.txt program status=0
	printf 'Quarterly figures.\n' >"$file"
	in_wine "$2" -demo "${job[@]}" "Z:${file//\//\\}" >"$artifacts/$1-attached" 2>"$artifacts/$1-program.log" &
	program=$!
	picture_while "$program" "$1"
	wait "$program" || status=$?
	cat "$artifacts/$1-attached"
	same "exit status" 0 "$status"
	grep -q $'^attached\tZ:.*Figures für März.txt\t.' "$artifacts/$1-attached"
	[[ -s $artifacts/$1.png ]]
}

# runs_with TEXT succeeds where the program runs and was given the text.
runs_with() {
	local line
	for line in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$line" 2>/dev/null | grep -F 'taskdrop.exe' | grep -qF -- "$1" && return
	done
	return 1
}

# An older installer of the same program: only the number differs.
install_older() {
	unzip -q "$windows-portable.zip" -d "$work/older"
	(cd "$work" && render_icons "$work/icons" 32 && icotool -c -o "$work/older.ico" "$work/icons/32.png")
	makensis -V2 -WX -DVERSION=0.0.1 "-DPROGRAM=$work/older/TaskDrop/taskdrop.exe" "-DICON=$work/older.ico" \
		"-DLICENSE=$root/LICENSE" "-DOUTPUT=$work/older-setup.exe" "$root/packaging/windows/installer.nsi"
	in_wine "$work/older-setup.exe" /S
	same "version installed" 0.0.1 "$(display_version)"
}

# "Send to" starts the shortcut with the files as arguments.
try_send_to() {
	local file=$work/sent.txt
	printf 'sent\n' >"$file"
	in_wine start "C:\\users\\$(id -un)\\AppData\\Roaming\\Microsoft\\Windows\\SendTo\\TaskDrop.lnk" "Z:${file//\//\\}"
	eventually 60 "Send to started the program with the file" runs_with 'sent.txt'
	eventually 60 "the window" xdotool search --onlyvisible --name '^TaskDrop'
	sleep 3
	import -window root "$artifacts/wine-send-to.png"
	# A program that runs is not replaced behind its back.
	local status=0
	in_wine "$windows-setup.exe" /S || status=$?
	same "exit status of an upgrade while the window is open" 2 "$status"
	xdotool search --onlyvisible --name '^TaskDrop' windowclose
	WINEPREFIX=$work/wine wineserver -k || true
	eventually 30 "the program closed" not_running
	[[ -f $installed/taskdrop.exe ]]
}

not_running() { ! runs_with 'sent.txt'; }

# selected_in_thunar prints the middle of the first selected file's name, found by GTK's colour for it.
selected_in_thunar() {
	local shot=$work/thunar.png left top width height
	import -window root "$shot"
	# Right of Thunar's side pane; all but the colour turns black and is cut away.
	mogrify -crop 380x600+170+60 +repage -fuzz 4% -fill black +opaque '#3584e4' -trim "$shot" 2>/dev/null
	read -r left top width height < <(identify -format '%X %Y %w %h\n' "$shot")
	((width > 8 && height > 8 && width < 200)) || return 1
	echo $((170 + left + width / 2)) $((60 + top + height / 2))
}

# drag FROM_X FROM_Y TO_X TO_Y, in the small steps of a hand.
drag() {
	local step
	xdotool mousemove "$1" "$2" mousedown 1
	for step in 1 2 3 4 5 6 7 8; do xdotool mousemove_relative --sync 5 2; done
	for step in 1 2 3 4 5 6 7 8; do
		xdotool mousemove $(($1 + ($3 - $1) * step / 8)) $(($2 + ($4 - $2) * step / 8))
		sleep 0.05
	done
	sleep 0.5
	xdotool mouseup 1
}

select_all() {
	xdotool windowactivate --sync "$1" key --clearmodifiers ctrl+a
	selected_in_thunar >"$work/selected"
}

# A file dragged from a Linux file manager onto the Windows program, while it is busy with a long one.
try_drop() {
	local folder=$work/drops slow=$work/slow.bin program status=0 thunar place
	mkdir -p "$folder"
	printf 'dropped\n' >"$folder/Über #1.txt"
	head -c 24000000 /dev/urandom >"$slow"
	in_wine "$1" -demo "${job[@]}" "Z:${slow//\//\\}" >"$artifacts/wine-drop-attached" 2>"$artifacts/wine-drop-program.log" &
	program=$!
	GTK_THEME=Adwaita NO_AT_BRIDGE=1 GVFS_DISABLE_FUSE=1 dbus-run-session -- thunar "$folder" >/dev/null 2>&1 &
	started+=($!)
	eventually 30 "Thunar's window" xdotool search --onlyvisible --name '^drops - Thunar'
	thunar=$(xdotool search --onlyvisible --name '^drops - Thunar' | head -n 1)
	eventually 60 "sign-in under Wine" grep -q 'signed in' "$artifacts/wine-drop-program.log"
	wmctrl -i -r "$thunar" -e 0,0,0,560,700
	wmctrl -r TaskDrop -e 0,570,0,700,700
	sleep 1
	eventually 20 "the file selected in Thunar" select_all "$thunar"
	read -r -a place <"$work/selected"
	drag "${place[@]}" 920 400
	sleep 1
	import -window root "$artifacts/wine-drop.png"
	wait "$program" || status=$?
	cat "$artifacts/wine-drop-attached"
	same "exit status" 0 "$status"
	grep -q $'^attached\tZ:.*Über #1.txt\t.' "$artifacts/wine-drop-attached"
	xdotool windowclose "$thunar"
}

check_wine() {
	make_prefix
	install_older
	attach_in_wine wine "C:\\users\\$(id -un)\\AppData\\Local\\Programs\\TaskDrop\\taskdrop.exe"
	local queue=$roaming/taskdrop/demo/queue.journal before
	before=$(sha256sum <"$queue")
	in_wine "$windows-setup.exe" /S
	same "version after the upgrade" "$version" "$(display_version)"
	same "the queue after the upgrade" "$before" "$(sha256sum <"$queue")"
	[[ -f "$roaming/Microsoft/Windows/Start Menu/Programs/TaskDrop.lnk" ]]
	try_drop "C:\\users\\$(id -un)\\AppData\\Local\\Programs\\TaskDrop\\taskdrop.exe"
	try_send_to

	in_wine "$installed/uninstall.exe" /S
	eventually 30 "the uninstaller to finish" gone "$installed"
	same "what is left" "$roaming/taskdrop" "$(find "$home" \( -ipath '*/fyne' -o -ipath '*/Temp' \) -prune -o -iname '*taskdrop*' -print -prune)"
	same "version after removing" "" "$(display_version || true)"

	# Told to, the uninstaller takes the settings too.
	in_wine "$windows-setup.exe" /S
	in_wine "$installed/uninstall.exe" /S /REMOVESETTINGS
	eventually 30 "the settings to go" gone "$roaming/taskdrop"

	in_wine msiexec /i "$windows.msi" /qn
	local program="$work/wine/drive_c/Program Files/TaskDrop/taskdrop.exe"
	attach_in_wine wine-msi "C:\\Program Files\\TaskDrop\\taskdrop.exe"
	in_wine msiexec /x "$windows.msi" /qn
	gone "$program" || fail "The MSI left its program behind."
	[[ -d $roaming/taskdrop ]] || fail "Removing the MSI took the person's state away."
}
