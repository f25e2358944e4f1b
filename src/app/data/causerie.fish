# fish completion for causerie(1)
function __causerie_accounts
    set -q XDG_CONFIG_HOME; and set -l dir $XDG_CONFIG_HOME; or set -l dir $HOME/.config
    sed -n -e 's/^\[\(.*\)\]$/\1/p' -e 's/^address *= *//p' $dir/causerie/accounts 2>/dev/null
end
complete -c causerie -f -a '(__causerie_accounts)'
complete -c causerie -s a -l account -x -a '(__causerie_accounts)' -d 'use this account only'
complete -c causerie -s c -l config -r -F -d 'configuration directory'
complete -c causerie -s d -l data -r -F -d 'data directory'
complete -c causerie -s x -l execute -x -d 'run a slash command once online'
complete -c causerie -s t -l theme -x -d 'theme for this run'
complete -c causerie -l offline -d 'open without connecting'
complete -c causerie -l color -x -a 'auto always never' -d 'when to use colour'
complete -c causerie -l debug -r -F -d 'write a debug log'
complete -c causerie -l dump -x -a 'commands settings keys xeps doap man' -d 'print a table'
complete -c causerie -s h -l help -d 'show the options'
complete -c causerie -s V -l version -d 'print the version'
