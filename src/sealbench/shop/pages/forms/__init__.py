"""Forms: what people type, checked field by field, with a message that says what to do."""
