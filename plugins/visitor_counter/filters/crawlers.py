"""Recognise crawlers by User-Agent, with the list of the crawler-user-agents package."""

from crawleruseragents import is_crawler

MAX_CACHED = 20_000


class Crawlers:
    """Checks User-Agents against more than a thousand patterns, and caches the results.

    The cache is keyed by Python's hash of bytes, which is SipHash under a random key of the process: no User-Agent stays in
    memory, and collisions cannot be forged. A missing or overlong User-Agent also counts as a crawler.
    """

    def __init__(self) -> None:
        self._results: dict[int, bool] = {}
        is_crawler("")  # compile the patterns before the first request

    def __contains__(self, user_agent: bytes) -> bool:
        if not 0 < len(user_agent) <= 1024:  # noqa: PLR2004 - in-app browsers reach about 600
            return True
        key = hash(user_agent)
        result = self._results.get(key)
        if result is None:
            if len(self._results) >= MAX_CACHED:
                self._results.clear()
            result = self._results[key] = is_crawler(user_agent.decode("latin-1"))
        return result
