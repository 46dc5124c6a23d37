"""What an object keeps in memory, to test that addresses and User-Agents are forgotten."""

import gc
from types import BuiltinFunctionType, FunctionType, ModuleType


def kept_in(thing: object) -> set[str | bytes]:
    """Return all strings and bytes that can be reached from `thing`, without its code."""
    found: set[str | bytes] = set()
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType | BuiltinFunctionType):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            found.add(one)
        else:
            waiting += gc.get_referents(one)
    return found


def keeps(thing: object, trace: bytes) -> bool:
    """Return whether `trace` is part of anything that `thing` keeps."""
    return any(trace in (kept.encode() if isinstance(kept, str) else kept) for kept in kept_in(thing))


def digests_in(thing: object) -> set[bytes]:
    """Return the digests of 8 bytes that `thing` keeps."""
    return {kept for kept in kept_in(thing) if isinstance(kept, bytes) and len(kept) == 8}
