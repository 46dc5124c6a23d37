"""The rules of counting: no clock, no file, no randomness of their own."""
