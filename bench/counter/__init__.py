"""How fast, and how truly, views are counted."""
