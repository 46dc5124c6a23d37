"""The content's Git history: every submitted version, and the branch that deploys are built from."""
