"""The door for programs: JSON over HTTP, through the same actions and policies as the pages."""
