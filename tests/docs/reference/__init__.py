"""The pages of docs/reference that are made of the code, one file for each."""
