"""Which part of a scheme's harm comes from what: worlds without some of its parts, and a fair share for each."""
