"""The shop: a Django application, and the only code that knows Django."""
