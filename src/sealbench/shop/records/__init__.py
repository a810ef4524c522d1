"""What is kept: one Django app of sealed rows."""
