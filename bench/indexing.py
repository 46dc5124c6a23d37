"""Bring the search index of a built site up to date, as the search service does when a release is switched.

python -m bench.indexing OUTPUT INDEX
"""

from __future__ import annotations

import sys
from pathlib import Path

from plugins.search.index.index import Index


def main() -> None:
    """Index the built site at the first argument into the folder at the second."""
    output, folder = map(Path, sys.argv[1:])
    index = Index(folder)
    with index.held():
        print(index.refresh(output.resolve()))


if __name__ == "__main__":
    main()
