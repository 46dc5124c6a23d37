"""Separate processes for untrusted files: no secrets, network or write access; limits of time and memory."""
