"""Publish a built site completely or not at all, and go back to an earlier release. See README.md."""
