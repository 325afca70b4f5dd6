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
	WINEPREFIX=$work/wine WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="bcryptprimitives=n,b;mscoree=;mshtml=" LC_ALL=C.UTF-8 \
		PATH="$work/browser:$PATH" TASKDROP_BROWSER_PICTURES="$artifacts" timeout -k 30 $((2 * waitLimit)) wine "$@"
}

# ends_well PID waits for a program in Wine, whose exit status is to be 0. Wine kills what takes longer than a second to go, as on a
# busy machine, and its status is lost then.
ends_well() {
	local status=0 killed=137 began=$SECONDS
	wait "$1" || status=$?
	((status == 0 || (status == killed && SECONDS - began < waitLimit))) || fail "The program ended with status $status, not 0."
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

gone() { [[ ! -e $1 ]]; }

display_version() { in_wine reg query "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\$id" /v DisplayVersion | tr -d '\r' | awk '/DisplayVersion/ { print $3 }'; }

# attach_in_wine NAME PROGRAM does a job in the installed program's demo.
attach_in_wine() {
	local file=$work/Figures\ für\ März.txt program
	head -c 3000000 /dev/urandom >"$file" # long enough for a picture
	in_wine "$2" -demo "${job[@]}" "$(windows_path "$file")" >"$artifacts/$1-attached" 2>"$artifacts/$1-program.log" &
	program=$!
	picture_while "$program" "$artifacts/$1.png"
	ends_well "$program"
	cat "$artifacts/$1-attached"
	grep -q $'^attached\tZ:.*Figures für März.txt\t.' "$artifacts/$1-attached"
	[[ -s $artifacts/$1.png ]]
}

# The name of the file that is stopped in the middle.
film="Aufnahme für März.mp4"

# The stand-in on this machine, outside Wine, so that it outlives the program; and what it knows, by jq's FILTER. The first time it
# never answers to the end of the film, so that nothing but being stopped ends that upload.
start_stand_in() {
	printf '[{"name": "no end", "call": "putRange", "file": "%s", "range": "last", "hang": true}]' "$film" >"$work/faults.json"
	(cd "$root" && CGO_ENABLED=0 go build -buildvcs=false -o "$work/serve" ./service/simulator/serve)
	: >"$work/stand-in"
	"$work/serve" -addr 127.0.0.1:0 -rate 3MB/s -faults "$work/faults.json" >"$work/stand-in" 2>"$artifacts/stand-in.log" &
	running+=($!)
	eventually "the stand-in said its address" read_stand_in
}
read_stand_in() { read -r stand_in <"$work/stand-in"; }
stand_in_says() { curl -fsS "$stand_in/_standin/state" | jq -r "$1"; }

# hangs_once FILE succeeds when a file of these bytes and this name hangs on the task, and no second of the name.
hangs_once() {
	[[ $(stand_in_says ".attachments[]? | select(.name == \"$(basename "$1")\") | .sha256") == "$(sha256sum <"$1" | cut -d ' ' -f 1)" ]]
}

sent_but_for_its_end() { [[ $(stand_in_says '[.requests[]? | select(.fault == "no end")] | length') == 1 ]]; }

# The program has noticed that what it sent has arrived: it looks at the task again then, and no longer calls itself busy.
at_rest() {
	[[ $(stand_in_says '[.requests[]? | .method + " " + (.path | split("?")[0] | split("/")[-1])] |
		rindex("GET attachments") > rindex("POST attachments")') == true ]]
}

# in_wine_at_stand_in LOG PROGRAM ARGUMENT... starts the program in the background with the stand-in for Microsoft.
in_wine_at_stand_in() {
	local log=$1
	shift
	TASKDROP_LOGIN=$stand_in TASKDROP_GRAPH=$stand_in TASKDROP_CLIENT_ID=5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5 \
		in_wine "$@" >"$artifacts/$log-attached" 2>"$artifacts/$log.log" &
	program=$!
}

# The path by which a Windows program knows a file out here.
windows_path() { printf 'Z:%s' "${1//\//\\}"; }

# An older version, whose program says so too.
install_older() {
	local version=0.0.1
	mkdir -p "$work/older"
	GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc build_program "$work/older/taskdrop.exe" -H=windowsgui
	render_icons "$work/older" 32
	icotool -c -o "$work/older.ico" "$work/older/32.png"
	convert "$work/older/32.png" "BMP3:$work/older.bmp"
	makensis -V2 -WX "-DVERSION=$version" "-DPROGRAM=$work/older/taskdrop.exe" "-DICON=$work/older.ico" "-DSIDE=$work/older.bmp" \
		"-DLICENSE=$root/LICENSE" "-DOUTPUT=$work/older-setup.exe" "$root/packaging/windows/installer.nsi"
	in_wine "$work/older-setup.exe" /S
	same "version installed" "$version" "$(display_version)"
}

# The older version is stopped in the middle of a file, as by a power cut; the newer goes on from there.
upgrade_in_the_middle() {
	local large="$work/$film" program
	head -c 18000000 /dev/urandom >"$large"
	in_wine_at_stand_in wine-older "$1" -list Tasks -task "Scan the tax receipts" -attach "$(windows_path "$large")"
	eventually "the file but for its end arrived" sent_but_for_its_end
	import -window root "$artifacts/wine-older.png"
	WINEPREFIX=$work/wine wineserver -k || true
	wait "$program" || true
	grep -q 'version=0.0.1' "$artifacts/wine-older.log"

	in_wine "$windows-setup.exe" /S
	same "version after the upgrade" "$version" "$(display_version)"
	[[ -f "$roaming/Microsoft/Windows/Start Menu/Programs/TaskDrop.lnk" ]]

	in_wine_at_stand_in wine-newer "$1" -quit
	picture_while "$program" "$artifacts/wine-newer.png"
	ends_well "$program"
	cat "$artifacts/wine-newer-attached"
	grep -q "version=$version" "$artifacts/wine-newer.log"
	grep -q $'^attached\tZ:.*'"$film"$'\t.' "$artifacts/wine-newer-attached"
	hangs_once "$large" || fail "The file hangs on the task other than once and whole: $(stand_in_says .attachments)"
	same "upload sessions begun" 1 "$(stand_in_says '[.requests[]? | select(.call == "createSession")] | length')"
}

# With the window open at a task a file is dropped from a Linux file manager. Meanwhile no installer replaces the program.
drop_on_the_window() {
	local folder=$work/drops status=0 program
	mkdir -p "$folder"
	printf 'dropped\n' >"$folder/Über #1.txt"
	looks_before=$(looks_at_a_task)
	in_wine_at_stand_in wine-drop "$1" -list Tasks -task "Scan the tax receipts"
	drop_from_thunar "$folder" "Über #1.txt"
	in_wine "$windows-setup.exe" /S || status=$?
	same "exit status of an upgrade while the window is open" 2 "$status"
	[[ -f $installed/taskdrop.exe ]]
	second_start "$1"
	import -window root "$artifacts/wine-drop.png"
	close_window
}

# A second start hands its file to the open window and ends at once; the window stays.
second_start() {
	local sent="$work/Skizze Nº 2.txt" window=$program
	printf 'handed over\n' >"$sent"
	in_wine_at_stand_in wine-second-start "$1" "$(windows_path "$sent")"
	ends_well "$program"
	eventually "the file of the second start is attached by the open window" hangs_once "$sent"
	program=$window
	kill -0 "$program" || fail "The window closed at a second start."
}

# "Send to" is a shortcut that starts the program with the file.
send_to() {
	local sent="$work/Rechnung Nº 7.txt" program
	printf 'sent\n' >"$sent"
	in_wine_at_stand_in wine-send-to start /wait "C:\\users\\$(id -un)\\AppData\\Roaming\\Microsoft\\Windows\\SendTo\\TaskDrop.lnk" "$(windows_path "$sent")"
	eventually "the file that was sent is attached to the task chosen last" hangs_once "$sent"
	import -window root "$artifacts/wine-send-to.png"
	close_window
}

# close_window closes it as a person does who has seen that all is done, and the program ends well.
close_window() {
	eventually "the program is at rest" at_rest
	wmctrl -c TaskDrop
	ends_well "$program"
}

# How often what hangs on a task was asked for: the window does as soon as one is chosen.
looks_at_a_task() { stand_in_says '[.requests[]? | select(.call == "attachments")] | length'; }
looked_at_the_task() { (($(looks_at_a_task) > looks_before)); }

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

# drag FROM_X FROM_Y TO_X TO_Y, in the steps of a hand, and lets go where it is taken.
drag() {
	local step
	xdotool mousemove "$1" "$2" mousedown 1
	for step in 1 2 3 4 5 6 7 8; do xdotool mousemove_relative --sync 5 2; done
	for step in 1 2 3 4 5 6 7 8; do
		xdotool mousemove $(($1 + ($3 - $1) * step / 8)) $(($2 + ($4 - $2) * step / 8))
	done
	"$work/awaitdrop"
	xdotool mouseup 1
}

# place WINDOW X Y WIDTH HEIGHT succeeds when the window has that size.
place() {
	wmctrl -i -r "$1" -e "0,$2,$3,$4,$5"
	xdotool getwindowgeometry --shell "$1" | tr '\n' ' ' | grep -q "WIDTH=$4 HEIGHT=$5"
}

select_all() {
	xdotool windowactivate --sync "$1" key --clearmodifiers ctrl+a
	selected_in_thunar >"$work/selected"
}

# drop_from_thunar FOLDER FILE drags all that is in the folder, the one file, onto the window.
drop_from_thunar() {
	local thunar place
	GTK_THEME=Adwaita NO_AT_BRIDGE=1 GVFS_DISABLE_FUSE=1 dbus-run-session -- thunar "$1" >/dev/null 2>&1 &
	running+=($!)
	eventually "Thunar's window" xdotool search --onlyvisible --name '^drops - Thunar'
	thunar=$(xdotool search --onlyvisible --name '^drops - Thunar' | head -n 1)
	eventually "the task is chosen" looked_at_the_task
	eventually "Thunar at its place" place "$thunar" 0 0 560 700
	eventually "TaskDrop at its place" place "$(xdotool search --onlyvisible --name '^TaskDrop' | head -n 1)" 570 0 700 700
	eventually "the file selected in Thunar" select_all "$thunar"
	read -r -a place <"$work/selected"
	drag "${place[@]}" 920 400
	eventually "the dropped file is attached" hangs_once "$1/$2"
	xdotool windowclose "$thunar"
}

# For all users, in a folder of the person's choice and language, and away again.
for_everybody() {
	local folder="C:\\Aufgaben\\タスク-Tür" key="HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\$id"
	in_wine "$windows-setup.exe" /S /ALLUSERS "/D=$folder"
	same "-version" "taskdrop $version" "$(in_wine "$folder\\taskdrop.exe" -version | tr -d '\r')"
	in_wine reg query "$key" /v DisplayVersion >/dev/null
	[[ -f "$work/wine/drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/TaskDrop.lnk" ]]
	in_wine "$folder\\uninstall.exe" /S
	eventually "the uninstaller for all users to finish" gone "$work/wine/drive_c/Aufgaben/タスク-Tür"
	! in_wine reg query "$key" >/dev/null 2>&1 || fail "The machine's half of the registry still names TaskDrop."
}

check_wine() {
	local program_path
	program_path="C:\\users\\$(id -un)\\AppData\\Local\\Programs\\TaskDrop\\taskdrop.exe"
	# A failure ends this shell, and nothing of it may stay.
	running=()
	trap 'kill "${running[@]}" 2>/dev/null; WINEPREFIX=$work/wine wineserver -k 2>/dev/null' EXIT
	rm -rf "$work/wine"
	make_prefix
	start_stand_in
	install_older
	upgrade_in_the_middle "$program_path"
	drop_on_the_window "$program_path"
	send_to

	in_wine "$installed/uninstall.exe" /S
	eventually "the uninstaller to finish" gone "$installed"
	same "what is left" "$roaming/taskdrop" "$(find "$home" \( -ipath '*/fyne' -o -ipath '*/Temp' \) -prune -o -iname '*taskdrop*' -print -prune)"
	same "version after removing" "" "$(display_version || true)"

	# Told to, the uninstaller takes the settings too.
	in_wine "$windows-setup.exe" /S
	in_wine "$installed/uninstall.exe" /S /REMOVESETTINGS
	eventually "the settings to go" gone "$roaming/taskdrop"

	for_everybody

	in_wine msiexec /i "$windows.msi" /qn
	local program="$work/wine/drive_c/Program Files/TaskDrop/taskdrop.exe"
	attach_in_wine wine-msi "C:\\Program Files\\TaskDrop\\taskdrop.exe"
	in_wine msiexec /x "$windows.msi" /qn
	gone "$program" || fail "The MSI left its program behind."
	[[ -d $roaming/taskdrop ]] || fail "Removing the MSI took the person's state away."
}
