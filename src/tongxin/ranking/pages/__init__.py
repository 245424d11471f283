"""Pages of tables, lists and notices."""
