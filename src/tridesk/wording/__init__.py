"""What went wrong, in the reader's words: the same sentence at every door. Not: who is asked, how it is shown."""
