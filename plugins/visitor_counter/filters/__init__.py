"""Decide which views count, and for whom: crawlers, published pages, origin, proxies, rate limit."""
