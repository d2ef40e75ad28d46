"""What a world is made of: plain validated types, one file a stage, no arithmetic."""
