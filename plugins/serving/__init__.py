"""What the live services share: sockets to listen on, and the process that serves an ASGI application."""
