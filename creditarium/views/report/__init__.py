"""The report of a run: one tree of plain content, written as HTML, Markdown or JSON.

| file | holds |
| --- | --- |
| `content.py`, `drawings.py` | what a report is made of: sections, paragraphs, tables, charts |
| `summary.py`, `scores.py`, `refusals.py`, `conduct.py`, `records.py`, `gains.py` | what the run did, part by part |
| `lives.py`, `diary.py` | three lives, chosen by rule and lived again |
| `basis.py` | assumptions, sources, and how to make the run again |
| `making.py`, `document.py` | the whole report, and the file that it is written to |
| `spoken.py` | the same report in another language |
| `html.py`, `blocks.py`, `svg.py`, `markdown.py` | the forms |
"""
