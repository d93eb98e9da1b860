"""The stage in words: refusals, duties, messages, sentences of the log; registered when the app is ready."""
