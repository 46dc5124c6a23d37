"""The ASGI application that answers queries from the current release."""
