"""The visual editor: split a text into blocks for the browser, and turn changed blocks back into Markdown."""
