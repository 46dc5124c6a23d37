"""What the service itself draws and writes for readers."""
