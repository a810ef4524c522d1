"""What is seen: one view file per page; pages call procedures and never write."""
