"""Which browser strings belong to machines, by the kept-up list of the crawler-user-agents package."""

from crawleruseragents import is_crawler

MOST_REMEMBERED = 20_000


class Crawlers:
    """Tells machines from readers, and remembers its answers, since the list has more than a thousand patterns.

    It remembers them by Python's own hash of bytes, which is SipHash under a key that each process makes up: no browser
    string stays in memory, and nobody can send one that is taken for another. A string that is missing or longer than
    any browser's is a machine's too.
    """

    def __init__(self) -> None:
        self._answers: dict[int, bool] = {}
        is_crawler("")  # compiles the patterns now, not while the first reader waits

    def __contains__(self, user_agent: bytes) -> bool:
        if not 0 < len(user_agent) <= 1024:  # noqa: PLR2004 - in-app browsers reach about 600
            return True
        name = hash(user_agent)
        answer = self._answers.get(name)
        if answer is None:
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            answer = self._answers[name] = is_crawler(user_agent.decode("latin-1"))
        return answer
