# shellcheck shell=bash
# bash completion for taskdrop
_taskdrop() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()
	case $previous in
	-state | --state | -download | --download)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return
		;;
	-tenant | --tenant)
		mapfile -t COMPREPLY < <(compgen -W "common organizations consumers" -- "$current")
		return
		;;
	-list | --list | -task | --task | -new-task | --new-task | -account | --account | -client-id | --client-id | -login | --login | -graph | --graph)
		return
		;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "-demo -list -task -attach -quit -no-window -json -new-task -lists -tasks \
			-download -account -client-id -tenant -login -graph \
			-state -version -help" -- "$current")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -F _taskdrop taskdrop
