"""Where counts are kept: one small protocol, SQLite or Valkey and Redis behind it."""
