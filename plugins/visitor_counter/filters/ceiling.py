"""How many visits one address may begin in an hour, so that a script cannot make up readers."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from plugins.visitor_counter.counting.view import Outcome
from plugins.visitor_counter.counting.visitor import IPV4_BYTES

VISITS_AN_HOUR = 600
"""A carrier that gives each customer 512 ports puts 126 of them behind one IPv4 address (RFC 7422 counts so), and a
person begins at most two visits an hour: 252. The default leaves more than twice that, and for an office of 600."""

VIEWS_A_VISIT = 60
WIDER = 8
HOUR = 3_600_000
MOST_PLACES = 500_000


@dataclass(slots=True)
class Tally:
    """What came from one place in this hour."""

    most: int
    begun: int = 0
    views: int = 0


class Leave(NamedTuple):
    """What an address may do now: send a view at all, and begin a visit with it. `tallies` are to be settled."""

    may_count: bool
    may_begin: bool
    tallies: tuple[Tally, ...]

    def settle(self, outcome: Outcome | None) -> None:
        """Give back the visit that was set aside, unless the view began one. `outcome` is None when it was not stored."""
        if self.may_begin and outcome is not Outcome.BEGAN:
            for tally in self.tallies:
                tally.begun -= 1


class Ceiling:
    """Counts by digests of addresses, under a random key that is made anew every hour; nothing of it is stored.

    `most` is for one IPv4 address or one IPv6 network of 64 bits. All networks of 64 bits in one of 48, which is what
    a customer of a hosting firm gets, may begin `WIDER` times as many together. Several processes count each their own.
    """

    def __init__(self, clock: Callable[[], int], most: int = VISITS_AN_HOUR) -> None:
        self._clock = clock
        self._most = most
        self._hour = -1
        self._keyed = blake2b()
        self._tallies: dict[bytes, Tally] = {}

    def ask(self, address: bytes) -> Leave:
        """Tell what the address may do, and set a visit aside for it if it may begin one: settle it afterwards."""
        hour = self._clock() // HOUR
        if hour != self._hour or len(self._tallies) >= MOST_PLACES:
            self._begin(hour)
        tallies = (
            (self._tally(address, self._most),)
            if len(address) == IPV4_BYTES
            else (self._tally(address[:8], self._most), self._tally(address[:6], self._most * WIDER))
        )
        may_count = may_begin = True
        for tally in tallies:
            tally.views += 1
            may_count = may_count and tally.views <= tally.most * VIEWS_A_VISIT
            may_begin = may_begin and tally.begun < tally.most
        may_begin = may_begin and may_count
        if may_begin:
            for tally in tallies:
                tally.begun += 1
        return Leave(may_count, may_begin, tallies)

    def _begin(self, hour: int) -> None:
        self._hour = hour
        self._keyed = blake2b(digest_size=8, key=secrets.token_bytes(32))
        self._tallies = {}

    def _tally(self, place: bytes, most: int) -> Tally:
        digest = self._keyed.copy()
        digest.update(place)
        name = digest.digest()
        tally = self._tallies.get(name)
        if tally is None:
            tally = self._tallies[name] = Tally(most)
        return tally
