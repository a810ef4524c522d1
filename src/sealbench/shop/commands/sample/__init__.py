"""A sample shop for `sealbench serve --demo`: real procedures, real keys, invented people."""
