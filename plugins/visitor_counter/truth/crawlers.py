"""Which browser strings belong to machines, by the kept-up list of the crawler-user-agents package."""

import secrets
from hashlib import blake2b

from crawleruseragents import is_crawler

MOST_REMEMBERED = 20_000


class Crawlers:
    """Tells machines from readers, and remembers its answers, since the list has more than a thousand patterns.

    It remembers them by a keyed digest, so that no browser string stays in memory. A string that is missing or
    longer than any browser's is a machine's too.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._answers: dict[bytes, bool] = {}
        is_crawler("")  # compiles the patterns now, not while the first reader waits

    def __contains__(self, user_agent: bytes) -> bool:
        if not 0 < len(user_agent) <= 1024:  # noqa: PLR2004 - in-app browsers reach about 600
            return True
        name = blake2b(user_agent, digest_size=16, key=self._key).digest()
        answer = self._answers.get(name)
        if answer is None:
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            answer = self._answers[name] = is_crawler(user_agent.decode("latin-1"))
        return answer
