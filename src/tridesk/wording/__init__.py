"""What went wrong and what happened, in the words of the reader: the same at every door. Not: who is asked, how it is
shown."""
