"""Completion for shells, out of the parser itself: a script that knows every command, option and list of values."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from typing import Any

from customer_import.cli import FINE
from customer_import.cli.arguments import SHELLS, parser
from customer_import.cli.output import write

BASH = """\
# customer-import: eval "$(customer-import completion bash)"
_customer_import() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} last=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}} words=""
    if [ "$COMP_CWORD" = 1 ]; then
        words={commands}
    else
        case "$command $last" in
{values}
        *) case "$word" in -*) case "$command" in
{options}
        esac ;; esac ;;
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    [ -n "$words" ] || COMPREPLY=($(compgen -f -- "$word"))
}}
complete -o filenames -F _customer_import customer-import"""


def completion(arguments: Any) -> int:
    """Print a script that makes a shell complete this command."""
    script = _fish() if arguments.shell == "fish" else _bash()
    if arguments.shell == "zsh":
        script = f"autoload -Uz bashcompinit && bashcompinit\n{script}"
    write([script])
    return FINE


def _commands() -> Mapping[str, argparse.ArgumentParser]:
    """Return the commands with their parsers."""
    found = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    choices: dict[str, argparse.ArgumentParser] = found.choices
    return choices


def _lists(command: argparse.ArgumentParser) -> dict[str, list[str]]:
    """Return the options that take one of a list of values."""
    options = ((option, action) for action in command._actions for option in action.option_strings)
    return {option: [str(choice) for choice in action.choices] for option, action in options if action.choices}


def _bash() -> str:
    commands = _commands()
    values = [
        f"        {shlex.quote(f'{name} {option}')}) words={shlex.quote(' '.join(choices))} ;;"
        for name, command in commands.items()
        for option, choices in _lists(command).items()
    ]
    values.append(f"        'completion completion') words={shlex.quote(' '.join(SHELLS))} ;;")
    options = [
        f"        {name}) words={shlex.quote(' '.join(sorted(command._option_string_actions)))} ;;"
        for name, command in commands.items()
    ]
    return BASH.format(commands=shlex.quote(" ".join(commands)), values="\n".join(values), options="\n".join(options))


def _fish() -> str:
    lines = ["# customer-import: customer-import completion fish | source"]
    for name, command in _commands().items():
        about = shlex.quote((command.description or "").rstrip("."))
        lines.append(f"complete -c customer-import -n __fish_use_subcommand -f -a {name} -d {about}")
        for action in command._actions:
            for option in action.option_strings:
                if not option.startswith("--"):
                    continue
                text = f"complete -c customer-import -n '__fish_seen_subcommand_from {name}' -l {option[2:]}"
                if action.choices:
                    text += f" -x -a {shlex.quote(' '.join(map(str, action.choices)))}"
                elif action.nargs != 0:
                    text += " -r"
                lines.append(f"{text} -d {shlex.quote(str(action.help or ''))}")
    lines.append(
        f"complete -c customer-import -n '__fish_seen_subcommand_from completion' -f -a {shlex.quote(' '.join(SHELLS))}"
    )
    return "\n".join(lines)
