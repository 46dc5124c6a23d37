"""The ASGI application, and what runs it."""
