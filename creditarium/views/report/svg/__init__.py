"""Charts as inline SVG that fits any width: places along it are shares, heights and letters keep their size.

There is no view box around text, so that letters stay readable on a telephone, and no style attribute, so that a strict
policy for styles can stand: colours are classes of the one style sheet.
"""
