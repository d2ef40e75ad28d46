"""What follows from everything the record allows: free numbers, members, and what they have in common."""
