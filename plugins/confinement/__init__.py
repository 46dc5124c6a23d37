"""Processes that open what strangers made: without secrets, network and write access, with limits of time and memory."""
