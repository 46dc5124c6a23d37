"""Writing as in Word: a text as blocks that a browser edits, and what was changed as Markdown again."""
