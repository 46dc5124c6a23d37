"""Who works at the desk: accounts, roles, and the ways to sign in."""
