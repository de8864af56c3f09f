# Completion for bash: commands, options, their choices and campaigns, all asked of weir itself.

_weir_option() {
  # The line of `weir help --words` for option $2 of command $1.
  weir help --words ${1:+"$1"} 2> /dev/null | grep -F -- "$2=" | head -n 1
}

_weir() {
  local word=$2 before=$3 command='' option i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --store | --config) ((i++)) ;;
      -*) ;;
      *)
        command=${COMP_WORDS[i]}
        break
        ;;
    esac
  done
  COMPREPLY=()
  if [[ $before == --* && $word != -* ]]; then
    option=$(_weir_option "$command" "$before")
    case $option in
      *$'\t'*$'\t'?*) mapfile -t COMPREPLY < <(compgen -W "${option##*$'\t'}" -- "$word" | tr -d ,) ;;
      --campaign=*) mapfile -t COMPREPLY < <(compgen -W "$(weir campaigns 2> /dev/null | cut -d ' ' -f 1)" -- "$word") ;;
      --*=*) compopt -o default ;;
    esac
    [[ -n $option ]] && return
  fi
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir help --words ${command:+"$command"} 2> /dev/null | cut -f 1 | tr -d = | grep ^-)" -- "$word")
  elif [[ -z $command || $command == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir help --words 2> /dev/null | cut -f 1)" -- "$word")
  elif [[ $command == show || $command == export || $command == estimate ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir campaigns 2> /dev/null | cut -d ' ' -f 1)" -- "$word")
  elif [[ $command == operators && $before == name ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir operators 2> /dev/null | cut -d ' ' -f 1 | grep ^o)" -- "$word")
  elif [[ $command == signatures && $before == withdraw ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir signatures --quiet 2> /dev/null | cut -d ' ' -f 1 | grep "^s.*[0-9]")" -- "$word")
  elif [[ $command == signatures && $before == signatures ]]; then
    mapfile -t COMPREPLY < <(compgen -W withdraw -- "$word")
  elif [[ $command == feeds && $before == feeds ]]; then
    mapfile -t COMPREPLY < <(compgen -W set -- "$word")
  elif [[ $command == feeds && $before == set ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(weir feeds --json 2> /dev/null | sed -n 's/.*"name": "\([^" ]*\)".*/\1/p')" -- "$word")
  elif [[ $command == feeds ]]; then
    compopt -o nospace
    mapfile -t COMPREPLY < <(compgen -W 'traps= sampled= since= forwarder= reports=' -- "$word")
  elif [[ $command == bench && $before == bench ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'products corpus run resume score misses' -- "$word")
  elif [[ $command == operators && $before == operators ]]; then
    mapfile -t COMPREPLY < <(compgen -W name -- "$word")
  else
    compopt -o default
  fi
}
complete -F _weir weir
