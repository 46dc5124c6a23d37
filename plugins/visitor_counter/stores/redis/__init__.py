"""Counts on a Valkey or Redis server that several processes and machines share."""
