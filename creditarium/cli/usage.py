"""What was wrong with the words of a command, in one line of the same voice as every other error."""

from __future__ import annotations

import re

import typer

_SAID = (
    (r"No such option: (\S+?)(?: \(Possible options: (.+)\)|\. ?Did you mean (.+)\?)?", "there is no option {0}"),
    (r"No such command '(.+?)'(?:\. Did you mean (.+)\?)?", "no command is called '{0}'"),
    (r"Missing (?:argument|option|parameter) '(.+?)'", "{0} is missing"),
    (r"Option '(.+?)' requires an argument", "{0} needs a value"),
    (r"Option '(.+?)' does not take a value", "{0} takes no value"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "too many words: {0}"),
    (r"Invalid value for '(.+?)': Input should be a valid integer.*", "{0} takes a whole number"),
    (r"Invalid value for '(.+?)': Input should be a valid number.*", "{0} takes a number"),
    (r"Invalid value for '(.+?)': Value error, ('.*?') does not match .*", "{0}: {1} is no day, such as 2020-01-31"),
    (r"Invalid value for '(.+?)': (.*)", "{0}: {1}"),
)
_NEAR = re.compile("there is no|is called")


def usage_line(error: typer.TyperException, name: str) -> str:
    """Say in one line what was wrong with the words of a command; nothing where the help was shown instead."""
    said = " ".join(error.format_message().split()).rstrip(".?") + "?" * error.format_message().strip().endswith("?")
    if not said:
        return ""
    context = getattr(error, "ctx", None)
    mend = f"see {context.command_path if context is not None else name} --help"
    for pattern, what in _SAID:
        found = re.fullmatch(pattern, said)
        if found is not None:
            words = [word for word in found.groups() if word]
            if _NEAR.search(what) and len(words) > 1:
                mend = f"did you mean {words[1].replace(', ', ' or ')}?"
            said = what.format(*words)
            break
    return f"{said}. Mend: {mend}" + "." * (not mend.endswith("?"))
