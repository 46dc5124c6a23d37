"""One deploy as a process of its own: `one_deploy.py TARGET TEXT [slow | orphan | big | nobody | back]`.

`slow` and `orphan` say "building" and then wait to be killed, `orphan` with a worker that lives on; `big` writes
much; `nobody` gives up the rights of root; `back` is a rollback instead.
"""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback
from tests.release.conftest import Site, deploy_written

NOBODY = 65534


def main() -> None:
    target, text, how, *_ = [*sys.argv[1:], "plain"]
    site = Site(Path(target))

    def build(folder: Path) -> None:
        site.build(text)(folder)
        if how == "slow" or (how == "orphan" and os.fork() == 0):
            print("building", flush=True)
        if how in ("slow", "orphan"):
            time.sleep(60)
            os._exit(0)
        if how == "big":
            with (folder / "video.mp4").open("wb") as file:
                for _ in range(100):
                    file.write(bytes(100_000))

    try:
        if how == "nobody" and os.geteuid() == 0:
            releases(site.target)  # loads the last modules while they may be read
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        if how == "back":
            rollback(site.target)
        else:
            deploy_written(site.target, build, now=datetime.now(UTC))
    except ReleaseError as error:
        print(error, flush=True)
        sys.exit(1)


main()
