"""Files shared by several programs: locks, atomic replacement, renames over open files. See README.md."""
