"""SQLite as we use it: constraints are immediate, as on PostgreSQL."""
