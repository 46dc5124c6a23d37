"""The live services of the portal in one ASGI application."""
