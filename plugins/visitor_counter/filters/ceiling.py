"""Limit the visits that one address may begin in an hour, so that a script cannot inflate the count."""

import secrets
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from plugins.serving.client_address import IPV4_BYTES
from plugins.visitor_counter.counting.state import Outcome
from plugins.visitor_counter.counting.time import Clock
from plugins.visitor_counter.settings import VISITS_AN_HOUR

VIEWS_A_VISIT = 60
WIDER = 8
HOUR = 3_600_000
MAX_TALLIES = 500_000  # bounds memory in a flood


@dataclass(slots=True)
class Tally:
    """Visits begun and views from one network in this hour."""

    most: int
    begun: int = 0
    views: int = 0


class Allowance(NamedTuple):
    """What an address may do now. `settle` must be called when the outcome is known."""

    may_count: bool
    may_begin: bool
    tallies: tuple[Tally, ...]

    def settle(self, outcome: Outcome | None) -> None:
        """Release the reserved visit unless the view began one. `outcome` is None if the view was not stored."""
        if self.may_begin and outcome is not Outcome.BEGAN:
            for tally in self.tallies:
                tally.begun -= 1


class Ceiling:
    """Counts per address in memory, by digests under a random key that changes every hour.

    `most` is the limit for one IPv4 address or one IPv6 /64. All /64 networks of a /48, the usual size for a hosting
    customer, may together begin `WIDER` times as many. Each process counts separately.
    """

    def __init__(self, clock: Clock, most: int = VISITS_AN_HOUR) -> None:
        self._clock = clock
        self._most = most
        self._hour = -1
        self._keyed = blake2b()
        self._tallies: dict[bytes, Tally] = {}

    def ask(self, address: bytes) -> Allowance:
        """Return what the address may do, reserving a visit if it may begin one; settle it afterwards."""
        hour = self._clock() // HOUR
        if hour != self._hour or len(self._tallies) >= MAX_TALLIES:
            self._hour = hour
            self._keyed = blake2b(digest_size=8, key=secrets.token_bytes(32))
            self._tallies = {}
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
        return Allowance(may_count, may_begin, tallies)

    def _tally(self, network: bytes, most: int) -> Tally:
        digest = self._keyed.copy()
        digest.update(network)
        name = digest.digest()
        tally = self._tallies.get(name)
        if tally is None:
            tally = self._tallies[name] = Tally(most)
        return tally
