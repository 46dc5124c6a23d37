"""Files that several programs want at once: locks, and renames over files that are open. See README.md."""
