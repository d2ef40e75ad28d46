"""A whole report, and the file that it is written to: one that is not a report of ours is never overwritten."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from creditarium import __version__
from creditarium.model.problem import Problem, suggestion
from creditarium.model.showing import tree
from creditarium.results.places import check_file, unwritable_file
from creditarium.views.report.content import Section, plain

FORMATS = ("html", "md", "json")
MADE_BY = "Creditarium report"
"""What every report says of itself near its beginning; a file without it is somebody else's."""
_BEGINNING = 1024


@dataclass(frozen=True, repr=False)
class Report:
    """A report as plain content: a title, what it is about, and its sections, all in one language."""

    title: str
    about: str
    sections: tuple[Section, ...]
    language: str = "en"
    made_by: str = f"{MADE_BY} {__version__}"

    def spoken(self, language: str) -> Report:
        """Give the report in another language than English, in which it is made; an unknown one is a `Problem`."""
        from creditarium.views.report.spoken import spoken

        return spoken(self, language)

    def html(self) -> str:
        """Give the report as one HTML page that needs no network, no script and no other file."""
        from creditarium.views.report.html import html_of

        return html_of(self)

    def markdown(self) -> str:
        """Give the report as Markdown; a chart is the table of its data."""
        from creditarium.views.report.markdown import markdown_of

        return markdown_of(self)

    def json(self) -> str:
        """Give the report as JSON; every part says what it is, and numbers are numbers."""
        content = {
            "made_by": self.made_by,
            "title": self.title,
            "about": self.about,
            "sections": [plain(section) for section in self.sections],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def text(self, form: str = "html") -> str:
        """Give the report in a form by its name; another is a `Problem`."""
        check_form(form)
        return {"html": self.html, "md": self.markdown, "json": self.json}[form]()

    def write(self, path: str | Path, form: str | None = None) -> Path:
        """Write the report to a file, whole or not at all; the form is told by the ending unless it is named.

        An earlier report is replaced; a file that is none is a `Problem`.
        """
        target = Path(path)
        check_target(target)
        text = self.text(form or form_of(target))
        part = target.with_name(f".{target.name}.{os.getpid()}.partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with part.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise unwritable_file(target, error, "report") from error
        finally:
            part.unlink(missing_ok=True)
        return target

    def __repr__(self) -> str:
        rows = [f"{section.title}: {len(section.parts)} parts" for section in self.sections]
        return tree(f"Report “{self.title}”", rows)


def form_of(path: Path) -> str:
    """Tell the form by a file's ending; HTML if it has none. The ending of another form is a `Problem`.

    >>> form_of(Path("year.md")), form_of(Path("year.html")), form_of(Path("year")), form_of(Path("year.2020"))
    ('md', 'html', 'html', 'html')
    """
    ending = path.suffix.removeprefix(".").lower()
    if ending in FORMATS or ending == "htm" or not ending.isalpha():
        return ending if ending in FORMATS else "html"
    mend = f"end the name in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, or name the form"
    raise Problem(f"nothing is written as '{ending}'", place=str(path), mend=mend)


def check_form(form: str) -> None:
    """Refuse a form in which a report is not written."""
    if form not in FORMATS:
        raise Problem(f"a report is not written as '{form}'", mend=suggestion(form, FORMATS))


def check_target(path: Path) -> None:
    """Refuse a path where something stands that is no report of ours, before any work is done for it."""
    check_file(path)
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        raise unwritable_file(path, error, "report") from error
    if MADE_BY.encode() not in beginning:
        what = "there is a file of this name already, and it is no report"
        raise Problem(what, place=str(path), mend="name another file, or move that one away")
